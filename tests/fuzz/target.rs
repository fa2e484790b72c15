//! One body of `annals::hostile` as a libFuzzer target: that with the name of the binary.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let body = annals::hostile::BODIES.iter().find(|(name, _)| *name == env!("CARGO_BIN_NAME"));
    let (_, body) = body.expect("a body bears the name of the target");
    body(input);
});
