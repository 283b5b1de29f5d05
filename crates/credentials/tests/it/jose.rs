use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credentials::crypto::{Algorithm, PublicKey, Signer};
use credentials::jose::{self, JoseError, KeyReference};
use serde_json::{Value, json};

use crate::sample::signer;

fn token(header: &Value, payload: &str, signature: &[u8]) -> String {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    format!(
        "{}.{}.{}",
        encode(header.to_string().as_bytes()),
        encode(payload.as_bytes()),
        encode(signature)
    )
}

/// RFC 8037 appendix A.4.
#[test]
fn verifies_the_token_of_the_rfc() {
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let jwk =
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let token = jose::parse(token).unwrap();
    token.verify(&PublicKey::from_jwk(&jwk).unwrap()).unwrap();
    assert_eq!(token.payload, b"Example of Ed25519 signing");
}

/// RFC 7515 appendix A.3 (ES256).
#[test]
fn verifies_an_ecdsa_token_of_the_rfc() {
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"});
    jose::parse(token)
        .unwrap()
        .verify(&PublicKey::from_jwk(&jwk).unwrap())
        .unwrap();
}

#[test]
fn signs_and_verifies() {
    let key = signer(1);
    let text = jose::sign(b"{\"a\":1}", Some("JWT"), KeyReference::Kid, &key).unwrap();
    assert!(jose::looks_like_token(&text));
    let token = jose::parse(&text).unwrap();
    assert_eq!(token.header.kid.as_deref(), Some(key.verification_method()));
    assert_eq!(
        (token.header.algorithm, token.header.typ.as_deref()),
        (Algorithm::EdDsa, Some("JWT"))
    );
    token.verify(key.public_key()).unwrap();
    assert_eq!(
        token.verify(signer(2).public_key()),
        Err(JoseError::SignatureInvalid)
    );
    let with_key = jose::parse(&jose::sign(b"{}", None, KeyReference::Jwk, &key).unwrap()).unwrap();
    assert_eq!(
        &PublicKey::from_jwk(&with_key.header.jwk.unwrap()).unwrap(),
        key.public_key()
    );
}

#[test]
fn dangerous_headers_are_refused() {
    let parse = |header: Value| jose::parse(&token(&header, "{}", &[0; 64])).unwrap_err();
    assert_eq!(
        parse(json!({"alg": "none"})),
        JoseError::AlgorithmNotAllowed("none".into())
    );
    assert_eq!(
        parse(json!({"alg": "HS256"})),
        JoseError::AlgorithmNotAllowed("HS256".into())
    );
    assert_eq!(
        parse(json!({"alg": "EdDSA", "crit": ["b64"], "b64": false})),
        JoseError::Critical
    );
    assert!(matches!(parse(json!({"alg": 7})), JoseError::Malformed(_)));
    assert!(matches!(parse(json!({})), JoseError::Malformed(_)));
    assert!(matches!(jose::parse("a.b"), Err(JoseError::Malformed(_))));
    // The algorithm in the header has to be the one of the key, whatever the signature.
    let confused = jose::parse(&token(&json!({"alg": "RS256"}), "{}", &[0; 256])).unwrap();
    assert_eq!(
        confused.verify(signer(1).public_key()),
        Err(JoseError::KeyKind("RS256"))
    );
}
