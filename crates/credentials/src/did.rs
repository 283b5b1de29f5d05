pub fn did_key_method(_: &crate::crypto::PublicKey) -> Option<String> {
    None
}
