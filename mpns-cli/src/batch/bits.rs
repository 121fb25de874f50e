/// A set of line numbers, a bit for each.
#[derive(Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn has(&self, number: u64) -> bool {
        let (word, bit) = place(number);
        word.and_then(|word| self.0.get(word)).is_some_and(|word| word & bit != 0)
    }

    /// Whether it was not in the set before.
    pub(super) fn insert(&mut self, number: u64) -> bool {
        let (Some(index), bit) = place(number) else { return false };
        if index >= self.0.len() {
            self.0.resize(index.saturating_add(1), 0);
        }
        let Some(word) = self.0.get_mut(index) else { return false };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

fn place(number: u64) -> (Option<usize>, u64) {
    (usize::try_from(number >> 6).ok(), 1 << (number & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_in_the_set_once() {
        let mut bits = Bits::default();
        for number in [0, 1, 63, 64, 65, 1000] {
            assert!(!bits.has(number), "{number}");
            assert!(bits.insert(number) && bits.has(number) && !bits.insert(number), "{number}");
        }
        assert!(!bits.has(2) && !bits.has(999) && !bits.has(1 << 40));
    }
}
