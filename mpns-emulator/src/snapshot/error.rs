/// Why a [`Snapshot`](crate::Snapshot) cannot be imported. The text begins with the path of the field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{list}[{index}].{field}: {why}")]
pub struct ImportError {
    list: &'static str,
    index: usize,
    field: &'static str,
    why: &'static str,
}

impl ImportError {
    pub(crate) fn new(
        list: &'static str,
        index: usize,
        field: &'static str,
        why: &'static str,
    ) -> Self {
        Self { list, index, field, why }
    }
}
