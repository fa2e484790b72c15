use annals::annals::*;
use annals::domain::*;
use annals::index::*;
use annals::log::Log;
use std::time::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let ix = Indexed::open(std::path::Path::new(&a[1]), Duration::from_secs(1), &mut |_, _| ()).unwrap();
    let f = Fluent::one(Relation::Exists, &Slug::new(&a[2]).unwrap());
    let c = ix.index().catalog();
    let es = c.entries(&Key::Touches(Touched::fluent(&f))).unwrap();
    let mut n = std::collections::BTreeMap::new();
    let mut k = 0;
    for e in
        es.iter().filter(|e| e.sort == Sort::Evidence && c.links(e.position).unwrap().is_empty()).step_by(7)
    {
        let r = &ix.log().read_at(&[e.position]).unwrap()[0];
        if let Body::Report(r) = &r.body {
            let key = format!(
                "spell {} says {} hints {} var {} surety {:?} kind {:?}",
                r.date.is_spell(),
                r.says.len(),
                r.hints.len(),
                r.variant_of.len(),
                r.surety,
                if r.says.is_empty() && !r.date.is_spell() { format!("{:?}", r.kind) } else { String::new() }
            );
            *n.entry(key).or_insert(0) += 1;
        }
        k += 1;
        if k > 5000 {
            break;
        }
    }
    for (k, v) in n {
        println!("{v} {k}");
    }
    let mut n = std::collections::BTreeMap::new();
    for e in es
        .iter()
        .filter(|e| e.sort == Sort::Evidence && !c.links(e.position).unwrap().is_empty())
        .step_by(37)
        .take(3000)
    {
        let mut seen = std::collections::BTreeSet::new();
        let mut op = vec![e.position];
        while let Some(p) = op.pop() {
            if seen.insert(p) {
                op.extend(c.links(p).unwrap());
            }
        }
        let recs = ix.log().read_at(&seen.iter().copied().collect::<Vec<_>>()).unwrap();
        let pure = recs.iter().all(|r| matches!(&r.body, Body::Report(r) if r.says.iter().all(|s| !matches!(s.content, Content::Aspect{..})) && r.variant_of.is_empty()));
        *n.entry((pure, seen.len().next_power_of_two())).or_insert(0) += 1;
    }
    println!("{n:?}");
}
