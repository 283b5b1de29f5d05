//! What is wrong with what somebody typed: field by field, as codes that the pages translate.

use std::fmt;

/// One wrong field. The text shown is `error-{code}`, with `args`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The form field's name; empty for something that concerns the whole form.
    pub field: String,
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

/// Everything wrong with one form; never empty when returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invalid(pub Vec<FieldError>);

impl Invalid {
    pub fn one(field: impl Into<String>, code: &'static str) -> Self {
        let mut invalid = Self::default();
        invalid.add(field, code);
        invalid
    }

    pub fn add(&mut self, field: impl Into<String>, code: &'static str) {
        self.add_with(field, code, Vec::new());
    }

    pub fn add_with(
        &mut self,
        field: impl Into<String>,
        code: &'static str,
        args: Vec<(&'static str, String)>,
    ) {
        self.0.push(FieldError {
            field: field.into(),
            code,
            args,
        });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn at(&self, field: &str) -> Option<&FieldError> {
        self.0.iter().find(|e| e.field == field)
    }

    /// `Ok` when nothing was found wrong.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, e) in self.0.iter().enumerate() {
            write!(
                f,
                "{}{}: {}",
                if i > 0 { ", " } else { "" },
                e.field,
                e.code
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}
