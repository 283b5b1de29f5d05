//! Whatever comes in, there is an answer, in reasonable time.

use credentials::report::Verdict;
use credentials::verify::Document;
use proptest::prelude::*;
use serde_json::Value;

use super::signed;
use crate::solve::World;

fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        "[@_:a-z/#.]{0,12}",
        Just("https://example.org/<>".to_owned()),
        Just("_:b0".to_owned()),
        Just("@id".to_owned()),
        Just("VerifiableCredential".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    let key = prop_oneof![
        any::<String>(),
        "@(id|type|value|language|context|list|set|graph|reverse|index|json|none|direction)",
        "(id|type|name|evidence|proof|alignment|hashed|creditsEarned)",
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// JSON Pointers to everything in a document.
fn places(value: &Value, path: &str, out: &mut Vec<String>) {
    out.push(path.to_owned());
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, value)| places(value, &format!("{path}/{key}"), out)),
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, value)| places(value, &format!("{path}/{index}"), out));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        World::default().verify(&bytes);
    }

    #[test]
    fn a_credential_with_anything_in_any_place_is_not_genuine(place in any::<prop::sample::Index>(), value in any_json()) {
        let mut credential = signed(None);
        let mut all = Vec::new();
        places(&credential, "", &mut all);
        let place = credential.pointer_mut(all[place.index(all.len())].as_str()).unwrap();
        prop_assume!(*place != value);
        *place = value;
        let report = World::default().solve(&Document::parse(credential.to_string().as_bytes()));
        if report.verdict() == Verdict::GenuineAndValid {
            prop_assert_eq!(plain(&credential), plain(&signed(None)));
        }
    }
}

/// The document without what makes no difference in JSON-LD: a list around one value, and nothing.
fn plain(value: &Value) -> Value {
    match value {
        Value::Array(list) => {
            let list: Vec<Value> = list
                .iter()
                .map(plain)
                .filter(|value| !value.is_null())
                .collect();
            match list.len() {
                0 => Value::Null,
                1 => list.into_iter().next().unwrap_or_default(),
                _ => Value::Array(list),
            }
        }
        Value::Object(map) => {
            let map = map.iter().map(|(key, value)| (key.clone(), plain(value)));
            Value::Object(map.filter(|(_, value)| !value.is_null()).collect())
        }
        other => other.clone(),
    }
}
