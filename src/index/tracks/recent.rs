//! What was asked last, kept in memory up to so many bytes.

use std::hash::Hash;

use quick_cache::sync::Cache;
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

/// What was asked last.
pub(super) type Recent<K, V, W> = Cache<K, V, W>;

/// About so many things of the usual size are kept.
const ITEMS: usize = 1000;

/// Room for so many bytes.
pub(super) fn recent<K: Eq + Hash, V: Clone, W: Weighter<K, V> + Clone>(
    bytes: u64,
    weigh: W,
) -> Recent<K, V, W> {
    let (hasher, lifecycle) = (DefaultHashBuilder::default(), Default::default());
    // One shard: the largest thing is to find room, whoever else is there.
    match OptionsBuilder::new().estimated_items_capacity(ITEMS).weight_capacity(bytes).shards(1).build() {
        Ok(options) => Cache::with_options(options, weigh, hasher, lifecycle),
        Err(_) => Cache::with_weighter(ITEMS, bytes, weigh),
    }
}
