//! Chance that can be repeated: a generator of numbers with one word of state (SplitMix64), and Zipf's law.

/// The exponent of the activity of actors.
const EXPONENT: f64 = 1.05;

/// Scatters the bits of a word.
pub fn scatter(word: u64) -> u64 {
    let mut z = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number that always belongs to these three.
pub fn mixed(a: u64, b: u64, c: u64) -> u64 {
    scatter(scatter(scatter(a) ^ b) ^ c)
}

/// A stream of numbers.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(scatter(seed))
    }

    /// Any word.
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scatter(self.0)
    }

    /// A number under `limit`; 0 where that is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        // The high half of a product of 128 bits is as even as a quotient, and faster.
        u64::try_from((u128::from(self.word()) * u128::from(limit)) >> 64).unwrap_or(0)
    }

    /// As [`Chance::below`], for days.
    pub fn days(&mut self, limit: i32) -> i32 {
        i32::try_from(self.below(u64::try_from(limit).unwrap_or(0))).unwrap_or(0)
    }

    /// True so many times in a thousand.
    pub fn permille(&mut self, times: u64) -> bool {
        self.below(1000) < times
    }

    /// One of several; `None` of none.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(usize::try_from(self.below(all.len() as u64)).unwrap_or(0))
    }

    /// One of several, by their weights.
    pub fn weighed<T: Copy>(&mut self, all: &[(u64, T)], otherwise: T) -> T {
        let mut left = self.below(all.iter().map(|(weight, _)| weight).sum());
        for (weight, one) in all {
            if left < *weight {
                return *one;
            }
            left -= weight;
        }
        otherwise
    }
}

/// Ranks by Zipf's law: the rank `r`, from 1, comes up as often as `r` to the minus [`EXPONENT`].
pub struct Zipf {
    /// The share of all ranks up to this one, of 2 to the 32.
    up_to: Vec<u64>,
}

impl Zipf {
    pub fn new(ranks: u32) -> Zipf {
        let weights: Vec<f64> = (1..=ranks).map(|rank| f64::from(rank).powf(-EXPONENT)).collect();
        let all: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let share = |weight: f64| {
            sum += weight;
            (sum / all * 4_294_967_296.0) as u64
        };
        Zipf { up_to: weights.into_iter().map(share).collect() }
    }

    /// The rank, from 0, that belongs to a word.
    pub fn at(&self, word: u64) -> u32 {
        let rank = self.up_to.partition_point(|share| *share <= word >> 32);
        u32::try_from(rank.min(self.up_to.len().saturating_sub(1))).unwrap_or(0)
    }
}
