use std::error::Error;

use plotters::chart::ChartContext;
use plotters::coord::Shift;
use plotters::coord::ranged1d::{Ranged, ValueFormatter};
use plotters::prelude::{
    BLACK, BindKeyPoints as _, Cartesian2d, ChartBuilder, Circle, Color as _, DrawingArea,
    IntoDrawingArea as _, IntoLogRange as _, LineSeries, PathElement, RGBColor, SVGBackend,
    TRANSPARENT, Text, WHITE,
};

use super::curve::Curve;
use super::driver::Driver;
use super::line::Line;
use super::measure::Measure;
use crate::grouped::grouped;

/// A picture in SVG: a panel for each figure, a colour for each driver.
///
/// # Errors
///
/// If it cannot be drawn.
pub fn plot(curve: &Curve, lines: &[Line]) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    let count = curve.plotted.len();
    let size = (PANEL.0 * u32::try_from(count)?, LEGEND + PANEL.1);
    let picture = SVGBackend::with_string(&mut text, size).into_drawing_area();
    picture.fill(&WHITE)?;
    let (top, panels) = picture.split_vertically(LEGEND);
    legend(&top)?;
    for (area, measure) in panels.split_evenly((1, count)).iter().zip(curve.plotted) {
        panel(area, curve, lines, *measure)?;
    }
    picture.present()?;
    drop((picture, top, panels));
    Ok(text)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Chart<'a, X, Y> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<X, Y>>;

/// Which colour is which driver.
fn legend(area: &Area<'_>) -> Result<(), Box<dyn Error>> {
    for (driver, x) in Driver::ALL.into_iter().zip((16..).step_by(130)) {
        let line = [(x, 14), (x + 16, 14)];
        area.draw(&PathElement::new(line, color(driver).stroke_width(2)))?;
        area.draw(&Text::new(driver.name(), (x + 22, 8), FONT))?;
    }
    Ok(())
}

fn panel(
    area: &Area<'_>,
    curve: &Curve,
    lines: &[Line],
    measure: Measure,
) -> Result<(), Box<dyn Error>> {
    let (least, most) = bounds(lines.iter().filter_map(|line| line.median(measure)));
    let xs: Vec<_> = curve.points.iter().map(|point| number(point.x)).collect();
    let (first, last) = bounds(xs.iter().copied());
    let x = (first..last.max(first + 1.0)).log_scale().with_key_points(xs);
    let mut builder = ChartBuilder::on(area);
    builder
        .caption(measure.title(), FONT)
        .margin(12)
        .margin_right(36)
        .x_label_area_size(44)
        .y_label_area_size(60);
    if most / least > SPAN {
        let y = (least / 1.5..most * 1.5).log_scale();
        draw(builder.build_cartesian_2d(x, y)?, curve, lines, measure)
    } else {
        draw(builder.build_cartesian_2d(x, 0.0..most * 1.1)?, curve, lines, measure)
    }
}

fn draw<X, Y>(
    mut chart: Chart<'_, X, Y>,
    curve: &Curve,
    lines: &[Line],
    measure: Measure,
) -> Result<(), Box<dyn Error>>
where
    X: Ranged<ValueType = f64> + ValueFormatter<f64>,
    Y: Ranged<ValueType = f64> + ValueFormatter<f64>,
{
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(BLACK.mix(0.15))
        .x_desc(curve.axis)
        .x_label_formatter(&label)
        .y_label_formatter(&label)
        .draw()?;
    for driver in Driver::ALL {
        let color = color(driver);
        let points: Vec<_> = lines
            .iter()
            .filter(|line| line.driver == driver)
            .filter_map(|line| Some((number(line.x), line.median(measure)?)))
            .collect();
        chart.draw_series(points.iter().map(|point| Circle::new(*point, 3, color.filled())))?;
        chart.draw_series(LineSeries::new(points, color.stroke_width(2)))?;
    }
    Ok(())
}

/// The least and the most of positive numbers.
fn bounds(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    numbers.fold((f64::MAX, 1.0), |(least, most), number| (least.min(number), most.max(number)))
}

fn label(value: &f64) -> String {
    if *value < 10.0 {
        format!("{value:.1}").replace(".0", "")
    } else {
        grouped(&format!("{value:.0}"))
    }
}

/// Of colours that differ for the colour-blind, too.
const fn color(driver: Driver) -> RGBColor {
    match driver {
        Driver::Floor => RGBColor(120, 120, 120),
        Driver::Hyper => RGBColor(0, 114, 178),
        Driver::Blocking => RGBColor(213, 94, 0),
    }
}

#[expect(clippy::cast_precision_loss, reason = "for a picture")]
fn number(x: usize) -> f64 {
    x as f64
}

/// What spans more is shown by powers.
const SPAN: f64 = 50.0;
/// Width and height in pixels.
const PANEL: (u32, u32) = (400, 320);
/// The height of the legend above them.
const LEGEND: u32 = 28;
const FONT: (&str, u32) = ("sans-serif", 15);
