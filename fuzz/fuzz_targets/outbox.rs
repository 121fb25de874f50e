#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mpns_fuzz_bodies::outbox(data));
