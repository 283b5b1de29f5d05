//! Sign-in by OpenID Connect (Core 1.0), the same code for every provider and both kinds:
//! learners (eduID-like) and staff (SURFconext-like).
//!
//! A sign-in under way stands in the database under the hash of its state, bound to the browser
//! that began it, and can be finished once. On return everything is checked: state, browser,
//! issuer, PKCE, and of the id token signature, algorithm, issuer, audience, expiry, nonce, and
//! the authentication context that was asked for.

mod claims;
mod provider;

use domain::person::{NameAssurance, NameSource, Person, ProviderKind, mail_key};
use domain::policy::{Action, Actor, Resource};
use domain::{AccountId, Lang, NameAssuranceId, PersonId};
use jiff::ToSpan;
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow};
use openidconnect::{
    AuthenticationContextClass, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, Scope,
};
use store::Tx;
use store::persons::Account;
use store::sessions::SignIn;

use crate::context::sha256;
use crate::sessions::{NewSession, SignedIn};
use crate::settings::Provider;
use crate::{App, Error, Result, urls};
use claims::Claims;
pub use provider::DEMO_MARKER;
pub(crate) use provider::Discovered;
use provider::client;

/// Minutes in which a sign-in must come back.
const MINUTES: i64 = 15;
/// Days for which a linked EPPN and a validated name hold (eduID: 180).
const LINK_DAYS: i64 = 180;
/// What a browser gets when it leaves for the provider.
#[derive(Clone, Debug)]
pub struct Departure {
    pub redirect: String,
    /// For the cookie that binds the sign-in to this browser.
    pub browser: String,
}

/// What comes back in the query of the callback.
#[derive(Clone, Debug)]
pub struct Return {
    pub code: Option<String>,
    pub state: Option<String>,
    pub issuer: Option<String>,
    pub error: Option<String>,
    /// What the browser reads: the language of mails to who is new here.
    pub language: Lang,
}

/// Why somebody leaves for a provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reason {
    #[default]
    SignIn,
    /// A second factor, for admins and operators.
    Stronger,
    /// A name that an institution vouches for; the same account must come back.
    ValidatedName,
    /// The signed-in person proves that this account of the other kind is theirs too.
    Link,
}

/// A finished sign-in.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// For the session's cookie.
    pub token: String,
    pub return_to: String,
}

impl App {
    fn provider(&self, kind: ProviderKind) -> &Provider {
        match kind {
            ProviderKind::Learner => &self.settings().learner_provider,
            ProviderKind::Staff => &self.settings().staff_provider,
        }
    }

    /// Begins a sign-in.
    ///
    /// # Errors
    /// `Denied` when somebody must be signed in for this reason and isn't; `Unavailable` when the
    /// provider doesn't answer; `Conflict` when it knows no context of the wanted kind.
    pub async fn begin_sign_in(
        &self,
        kind: ProviderKind,
        reason: Reason,
        return_to: &str,
        signed_in: Option<&SignedIn>,
    ) -> Result<Departure> {
        let person = match (reason, signed_in) {
            (Reason::SignIn | Reason::Stronger, _) => None,
            (Reason::ValidatedName, Some(s)) if s.session.kind == kind => Some(s.person.id),
            (Reason::Link, Some(s)) if s.session.kind != kind => Some(s.person.id),
            _ => {
                return Err(Error::Denied {
                    why: domain::policy::Denied::SignIn,
                    path: None,
                });
            }
        };
        let provider = self.provider(kind);
        let metadata = self.discover(provider, false).await?;
        let client = client(provider, metadata, &self.callback(kind))?;
        let acr_values = match reason {
            Reason::SignIn | Reason::Link => None,
            Reason::Stronger => asked(&provider.strong_acr)?,
            Reason::ValidatedName => asked(&provider.validated_name_acr)?,
        };
        let (state, nonce) = (self.new_secret()?, self.new_secret()?);
        let verifier = PkceCodeVerifier::new(self.new_secret()?);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let (csrf, own_nonce) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || csrf,
                move || own_nonce,
            )
            .set_pkce_challenge(challenge)
            .add_scopes(provider.scopes.iter().cloned().map(Scope::new));
        for value in acr_values.iter().flat_map(|values| values.split(' ')) {
            request =
                request.add_auth_context_value(AuthenticationContextClass::new(value.to_owned()));
        }
        if reason == Reason::Link {
            // At a shared computer somebody else may still be signed in at the provider.
            request = request.add_prompt(CoreAuthPrompt::Login);
        }
        let (address, ..) = request.url();
        let browser = self.new_secret()?;
        let now = self.now();
        let sign_in = SignIn {
            state_hash: sha256(&state),
            provider: kind.code().to_owned(),
            nonce,
            pkce_verifier: verifier.secret().clone(),
            browser_hash: sha256(&browser),
            return_to: own_path_or(return_to, landing(kind)),
            acr_values,
            person,
            created_at: now,
            expires_at: now + MINUTES.minutes(),
        };
        let permit = self.permit(&Actor::Visitor, Action::SignIn, &Resource::Open)?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.insert_sign_in(&sign_in).await
            })
            .await?;
        Ok(Departure {
            redirect: address.to_string(),
            browser,
        })
    }

    /// Finishes a sign-in; the session of the browser so far ends, and a new one begins.
    pub async fn finish_sign_in(
        &self,
        kind: ProviderKind,
        back: Return,
        browser: Option<&str>,
        before: Option<&SignedIn>,
    ) -> Result<Arrival> {
        let provider = self.provider(kind);
        let state = back.state.ok_or(Error::Conflict("sign-in-state"))?;
        let hash = sha256(&state);
        let permit = self.permit(&Actor::Visitor, Action::SignIn, &Resource::Open)?;
        // Taken whatever follows: a state is good for one try.
        let sign_in = self
            .store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                tx.take_sign_in(&hash).await
            })
            .await?
            .filter(|s| s.provider == kind.code() && self.now() < s.expires_at)
            .ok_or(Error::Conflict("sign-in-state"))?;
        let same_browser = browser.is_some_and(|b| {
            ::credentials::crypto::equal_in_constant_time(&sha256(b), &sign_in.browser_hash)
        });
        if !same_browser {
            return Err(Error::Conflict("sign-in-browser"));
        }
        // RFC 9207: an answer of another provider.
        if back.issuer.is_some_and(|iss| iss != provider.issuer) {
            return Err(Error::Conflict("sign-in-issuer"));
        }
        if let Some(error) = back.error {
            tracing::info!(%error, "sign-in refused by the provider");
            return Err(Error::Conflict(if error == "access_denied" {
                "sign-in-denied"
            } else {
                "sign-in-provider"
            }));
        }
        let code = back.code.ok_or(Error::Conflict("sign-in-provider"))?;
        let (claims, id_token) = self.exchange(kind, code, &sign_in).await?;
        if let Some(wanted) = &sign_in.acr_values
            && !claims
                .acr
                .as_ref()
                .is_some_and(|got| wanted.split(' ').any(|w| w == got))
        {
            return Err(Error::Conflict("sign-in-acr"));
        }
        // Whoever began this for somebody must still be that person.
        if sign_in
            .person
            .is_some_and(|began| before.is_none_or(|b| b.person.id != began))
        {
            return Err(Error::Conflict("sign-in-other-person"));
        }
        let person = self
            .arrive(kind, &claims, (sign_in.person, back.language))
            .await?;
        if kind == ProviderKind::Staff
            && claims.mail_verified
            && let Some(mail) = claims.mail.as_deref().and_then(mail_key)
        {
            let proven = (mail, claims.home_organisation.clone());
            self.take_invitations(person, proven).await?;
        }
        if let Some(before) = before {
            self.sign_out(before).await?;
        }
        let strong = claims
            .acr
            .as_ref()
            .is_some_and(|acr| provider.strong_acr.contains(acr));
        let new = NewSession {
            person,
            kind,
            strong,
            provider: kind.code().to_owned(),
            id_token: Some(id_token),
        };
        Ok(Arrival {
            token: self.start_session(new).await?,
            return_to: sign_in.return_to,
        })
    }

    /// Where to send a browser to end its session at the provider too (RP-Initiated Logout 1.0);
    /// `None` when the provider offers none.
    pub async fn provider_sign_out(&self, signed_in: &SignedIn) -> Option<String> {
        let provider = self.provider(signed_in.session.kind);
        let config = self.configuration(provider).await.ok()?;
        let mut address = url::Url::parse(config["end_session_endpoint"].as_str()?).ok()?;
        let mut query = address.query_pairs_mut();
        if let Some(token) = &signed_in.session.id_token {
            query.append_pair("id_token_hint", token);
        }
        query.append_pair("client_id", &provider.client_id);
        query.append_pair(
            "post_logout_redirect_uri",
            &self.urls().absolute(urls::START),
        );
        drop(query);
        Some(address.to_string())
    }

    fn callback(&self, kind: ProviderKind) -> String {
        self.urls().absolute(&urls::sign_in_callback(kind))
    }

    /// The person behind an account: found, or made at the first sign-in. Persons are linked by
    /// accounts, never by equal mail. `expected` is who began this to add something to their own.
    async fn arrive(
        &self,
        kind: ProviderKind,
        claims: &Claims,
        (expected, language): (Option<PersonId>, Lang),
    ) -> Result<PersonId> {
        let provider = self.provider(kind);
        let issuer = provider
            .account_issuer
            .clone()
            .unwrap_or_else(|| provider.issuer.clone());
        let validated = kind == ProviderKind::Learner
            && claims
                .acr
                .as_ref()
                .is_some_and(|acr| provider.validated_name_acr.contains(acr));
        let (app, claims) = (self.clone(), claims.clone());
        let (new_person, pseudonym, account_id) = (
            PersonId(self.new_id()),
            self.new_id(),
            AccountId(self.new_id()),
        );
        let permit = self.permit(&Actor::Visitor, Action::SignIn, &Resource::Open)?;
        self.store()
            .write(&permit, self.stamp(), async move |tx: &mut Tx| {
                let now = app.now();
                let known = tx.account(&issuer, &claims.subject).await?;
                let linking = match expected {
                    Some(expected) => !tx.has_account(expected, kind).await?,
                    None => false,
                };
                let person = match (&known, expected) {
                    (Some(account), Some(expected)) if account.person != expected => {
                        return Err(Error::Conflict(if linking {
                            "sign-in-taken"
                        } else {
                            "sign-in-other-person"
                        }));
                    }
                    (Some(account), _) => account.person,
                    // Both were proven in this browser, one after the other.
                    (None, Some(expected)) if linking => expected,
                    (None, Some(_)) => return Err(Error::Conflict("sign-in-other-person")),
                    (None, None) => {
                        let person = Person {
                            id: new_person,
                            name: claims
                                .name
                                .clone()
                                .unwrap_or_else(|| claims.subject.clone()),
                            mail: claims.mail.clone(),
                            language,
                            created_at: now,
                        };
                        tx.insert_person(&person, pseudonym).await?;
                        person.id
                    }
                };
                // The private name and mail of a learner are not overwritten by an employer's.
                if let Some(name) = &claims.name
                    && (kind == ProviderKind::Learner
                        || !tx.has_account(person, ProviderKind::Learner).await?)
                {
                    tx.update_person(person, name, claims.mail.as_deref())
                        .await?;
                }
                let account = Account {
                    id: known.as_ref().map_or(account_id, |a| a.id),
                    person,
                    kind,
                    issuer: issuer.clone(),
                    subject: claims.subject.clone(),
                    home_organisation: claims.home_organisation.clone(),
                    acr: claims.acr.clone(),
                    created_at: known.as_ref().map_or(now, |a| a.created_at),
                    seen_at: now,
                };
                tx.put_account(&account).await?;
                for identifier in claims.identifiers(kind, now) {
                    tx.put_identifier(person, &identifier).await?;
                }
                for (name, vouched_by) in claims.vouched_names().filter(|_| validated) {
                    let assurance = NameAssurance {
                        id: NameAssuranceId(app.new_id()),
                        person,
                        name,
                        source: NameSource::Institution,
                        vouched_by,
                        acr: claims.acr.clone(),
                        verified_at: now,
                        expires_at: Some(now + (LINK_DAYS * 24).hours()),
                        chosen: false,
                    };
                    tx.put_name_assurance(&assurance).await?;
                }
                if kind == ProviderKind::Staff
                    && claims.mail_verified
                    && let Some(mail) = claims.mail.as_deref().and_then(mail_key)
                {
                    let home = claims.home_organisation.as_deref();
                    app.take_promises(tx, person, (&mail, home)).await?;
                }
                Ok(person)
            })
            .await
    }
}

/// What is asked of the provider: any of these. Nothing to ask for means that nothing can be
/// reached, and that is said here rather than at the provider.
fn asked(contexts: &[String]) -> Result<Option<String>> {
    if contexts.is_empty() {
        return Err(Error::Conflict("sign-in-acr"));
    }
    Ok(Some(contexts.join(" ")))
}

fn landing(kind: ProviderKind) -> &'static str {
    match kind {
        ProviderKind::Learner => urls::BACKPACK,
        ProviderKind::Staff => urls::MANAGE,
    }
}

/// Only a path of ours: no other site, nothing that a browser could take for one.
pub fn own_path_or(return_to: &str, otherwise: &str) -> String {
    let fine = return_to.starts_with('/')
        && !return_to.starts_with("//")
        && !return_to.contains(['\\', '\r', '\n', '\t'])
        && return_to.len() <= 2_000
        && !return_to.starts_with("/sign-");
    if fine {
        return_to.to_owned()
    } else {
        otherwise.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_paths_are_returned_to() {
        assert_eq!(own_path_or("/backpack?x=1", "/"), "/backpack?x=1");
        for wrong in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/\t/evil",
        ] {
            assert_eq!(own_path_or(wrong, "/"), "/", "{wrong}");
        }
    }
}
