//! Form controls that all look and behave alike: label, hint, error at the field, what was
//! typed. Labels come by convention: `{area}-{field}` and, when it exists, `{area}-{field}-hint`.

use askama::Template;
use askama::filters::Safe;
use domain::Invalid;

use crate::fields::Fields;
use crate::page::Page;

/// One form as it is shown: what was typed, and what is wrong with it.
pub(crate) struct Form<'a> {
    page: &'a Page,
    area: &'static str,
    pub fields: &'a Fields,
    pub errors: &'a Invalid,
}

/// A choice of a select, a group of boxes or radio buttons.
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

#[derive(Template)]
#[template(path = "form/input.html")]
struct Input<'a> {
    c: Control<'a>,
    kind: &'a str,
    value: &'a str,
    unit: Option<String>,
    width: &'a str,
}

#[derive(Template)]
#[template(path = "form/textarea.html")]
struct Textarea<'a> {
    c: Control<'a>,
    value: &'a str,
    rows: u8,
}

#[derive(Template)]
#[template(path = "form/select.html")]
struct Select<'a> {
    c: Control<'a>,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "form/checks.html")]
struct Checks<'a> {
    c: Control<'a>,
    choices: Vec<Choice>,
    kind: &'a str,
}

#[derive(Template)]
#[template(path = "form/switch.html")]
struct Switch<'a> {
    c: Control<'a>,
    on: bool,
}

#[derive(Template)]
#[template(path = "form/file.html")]
struct FileInput<'a> {
    c: Control<'a>,
    accept: &'a str,
}

#[derive(Template)]
#[template(path = "form/errors.html")]
struct Summary<'a> {
    title: String,
    text: String,
    /// Field (empty: the whole form) and sentence.
    errors: Vec<(&'a str, String)>,
}

/// What every control shows.
struct Control<'a> {
    name: &'a str,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    optional: Option<String>,
    lang: Option<&'a str>,
}

impl Control<'_> {
    /// Ids for `aria-describedby`; empty when nothing describes it.
    fn described_by(&self) -> String {
        let hint = self.hint.is_some().then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

/// Whether a part of a field's name is the id of the thing that it is about.
fn is_id(part: &str) -> bool {
    part.len() == 32 && part.bytes().all(|b| b.is_ascii_hexdigit())
}

type Html = Safe<String>;

fn html(template: &impl Template) -> Html {
    // Templates write into a string: nothing there can fail.
    Safe(template.render().unwrap_or_default())
}

impl<'a> Form<'a> {
    pub fn new(
        page: &'a Page,
        area: &'static str,
        fields: &'a Fields,
        errors: &'a Invalid,
    ) -> Self {
        Self {
            page,
            area,
            fields,
            errors,
        }
    }

    fn control<'n>(&self, name: &'n str) -> Control<'n> {
        // `second_name` is labelled like `name`; `related_0_url` like `related-url`.
        let key: String = if name == "second_lang" {
            name
        } else {
            name.trim_start_matches("second_")
        }
        .split('_')
        .filter(|part| !part.bytes().all(|b| b.is_ascii_digit()) && !is_id(part))
        .collect::<Vec<_>>()
        .join("-");
        // One of several alike, under a legend of their own.
        let key = if name
            .rsplit('_')
            .next()
            .is_some_and(|l| l.bytes().all(|b| b.is_ascii_digit()))
        {
            format!("{key}-one")
        } else {
            key
        };
        let texts = self.page.texts();
        let label = texts.t(&format!("{}-{key}", self.area));
        let second = name.starts_with("second_") && name != "second_lang";
        let hint_key = format!("{}-{key}-hint", self.area);
        let optional_key = format!("{}-{key}-optional", self.area);
        Control {
            name,
            label: if second {
                texts.t1("form-second", "label", label)
            } else {
                label
            },
            hint: texts.has(&hint_key).then(|| texts.t(&hint_key)),
            error: self.errors.at(name).map(|e| self.page.field_error(e)),
            optional: texts.has(&optional_key).then(|| texts.t(&optional_key)),
            lang: None,
        }
    }

    pub fn value(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// The sentence at a field that has no control of its own here.
    pub fn error(&self, name: impl AsRef<str>) -> Option<String> {
        self.errors
            .at(name.as_ref())
            .map(|e| self.page.field_error(e))
    }

    /// A one-line text.
    pub fn text(&self, name: impl AsRef<str>) -> Html {
        self.input(name.as_ref(), "text", "", None)
    }

    pub fn mail(&self, name: &str) -> Html {
        self.input(name, "email", "w-m", None)
    }

    pub fn url(&self, name: impl AsRef<str>) -> Html {
        self.input(name.as_ref(), "url", "", None)
    }

    pub fn date(&self, name: impl AsRef<str>) -> Html {
        self.input(name.as_ref(), "date", "w-s", None)
    }

    /// A number with its unit behind it; read as text so that nothing typed is lost.
    pub fn amount(&self, name: &str, unit_key: &str) -> Html {
        self.input(name, "decimal", "w-s", Some(self.page.t(unit_key)))
    }

    /// A number whose unit is chosen beside it.
    pub fn count(&self, name: &str) -> Html {
        self.input(name, "decimal", "w-s", None)
    }

    fn input(&self, name: &str, kind: &str, width: &str, unit: Option<String>) -> Html {
        html(&Input {
            c: self.control(name),
            kind,
            value: self.value(name),
            unit,
            width,
        })
    }

    pub fn textarea(&self, name: impl AsRef<str>, rows: u8) -> Html {
        let name = name.as_ref();
        html(&Textarea {
            c: self.control(name),
            value: self.value(name),
            rows,
        })
    }

    /// Choices by code, labelled `{family}-{code}`; an empty first one when `none` has a key.
    pub fn select(&self, name: impl AsRef<str>, family: &str, codes: &[&str], none: &str) -> Html {
        let name = name.as_ref();
        let current = self.value(name);
        let empty = (!none.is_empty()).then(|| Choice {
            value: String::new(),
            label: self.page.t(none),
            chosen: current.is_empty(),
        });
        let choices = empty.into_iter().chain(codes.iter().map(|code| Choice {
            value: (*code).to_owned(),
            // `4+` is no Fluent identifier; a level is its own label.
            label: if family == "level" {
                (*code).to_owned()
            } else {
                self.page.code(family, code)
            },
            chosen: current == *code,
        }));
        html(&Select {
            c: self.control(name),
            choices: choices.collect(),
        })
    }

    /// A select over ready choices.
    pub fn select_from(&self, name: &str, choices: Vec<Choice>) -> Html {
        html(&Select {
            c: self.control(name),
            choices,
        })
    }

    /// Boxes, any number of which may be ticked.
    pub fn checks(&self, name: &str, family: &str, codes: &[&str]) -> Html {
        self.group(name, family, codes, "checkbox")
    }

    /// Buttons, one of which may be pressed.
    pub fn radios(&self, name: &str, family: &str, codes: &[&str]) -> Html {
        self.group(name, family, codes, "radio")
    }

    fn group(&self, name: &str, family: &str, codes: &[&str], kind: &str) -> Html {
        let choices = codes.iter().map(|code| Choice {
            value: (*code).to_owned(),
            label: self.page.code(family, code),
            chosen: self.fields.all(name).any(|v| v == *code),
        });
        html(&Checks {
            c: self.control(name),
            choices: choices.collect(),
            kind,
        })
    }

    pub fn switch(&self, name: &str) -> Html {
        html(&Switch {
            c: self.control(name),
            on: self.fields.has(name),
        })
    }

    pub fn file(&self, name: &str, accept: &str) -> Html {
        html(&FileInput {
            c: self.control(name),
            accept,
        })
    }

    /// The list of everything that is wrong, each linked to its field; nothing when all is well.
    pub fn summary(&self) -> Html {
        if self.errors.is_empty() {
            return Safe(String::new());
        }
        let errors = self.errors.0.iter().map(|e| {
            let sentence = self.page.field_error(e);
            if e.field.is_empty() {
                return ("", sentence);
            }
            let label = self.control(&e.field).label;
            (e.field.as_str(), format!("{label}: {sentence}"))
        });
        html(&Summary {
            title: self.page.t("form-errors-title"),
            // A form that is opened with its lacks was kept before; a refused one changed nothing.
            text: self.page.t(if self.page.is_get() {
                "form-errors-text-kept"
            } else {
                "form-errors-text"
            }),
            errors: errors.collect(),
        })
    }

    /// The hidden CSRF field.
    pub fn csrf(&self) -> Html {
        // The token is base64url: nothing to escape.
        Safe(format!(
            "<input type=\"hidden\" name=\"csrf\" value=\"{}\">",
            self.page.csrf()
        ))
    }
}
