//! How fast credentials are signed and verified, one at a time on one core.

#[path = "../tests/it/sample.rs"]
mod sample;

use credentials::{data_integrity, ob3};
use divan::Bencher;
use divan::counter::ItemsCount;
use sample::{credential, did, moment, signer};

fn main() {
    divan::main();
}

#[divan::bench]
fn data_integrity_proof(bencher: Bencher<'_, '_>) {
    let key = signer(1);
    let document = credential(&did(&key), Some("https://badges.example.org/status/1")).to_json();
    let created = moment("2026-02-01T09:30:00Z");
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| data_integrity::sign(&document, created, &key));
}

#[divan::bench]
fn jwt(bencher: Bencher<'_, '_>) {
    let key = signer(1);
    let document = credential(&did(&key), Some("https://badges.example.org/status/1")).to_json();
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| ob3::sign_jwt(&document, &key));
}
