//! A form as its page shows it, filled in and sent as a browser does: with the hidden fields of
//! the page, and nothing that the page doesn't ask for.

use super::{Browser, Page};

#[derive(Clone, Debug)]
pub struct Form {
    action: String,
    /// What would be sent now, in the page's order.
    fields: Vec<(String, String)>,
    controls: Vec<Control>,
}

#[derive(Clone, Debug)]
struct Control {
    name: String,
    /// What this box, button or option stands for; none where anything can be typed.
    value: Option<String>,
}

/// The list whose entries are being read, and where its choice stands among the fields.
#[derive(Default)]
struct Select {
    name: String,
    chosen: Option<usize>,
}

impl Form {
    /// The page's form that is sent to this path, with whatever query.
    #[track_caller]
    pub fn of(page: &Page, path: &str) -> Self {
        let action = |form: &str| {
            let tag = form.split('>').next()?;
            let action = unescaped(tag.split(" action=\"").nth(1)?.split('"').next()?);
            (action.split('?').next()? == path).then_some(action)
        };
        let (html, action) = page
            .text
            .split("<form")
            .skip(1)
            .find_map(|form| Some((form, action(form)?)))
            .unwrap_or_else(|| panic!("no form for {path}: {}", page.text));
        let html = without_templates(html.split("</form>").next().unwrap());
        let mut form = Self {
            action,
            fields: Vec::new(),
            controls: Vec::new(),
        };
        let mut select = Select::default();
        let mut rest = html.as_str();
        while let Some(start) = rest.find('<') {
            let end = end_of_tag(&rest[start..]) + start;
            let (tag, after) = (&rest[start + 1..end], &rest[end + 1..]);
            form.take(tag, after, &mut select);
            rest = after;
        }
        form
    }

    fn take(&mut self, tag: &str, after: &str, select: &mut Select) {
        let attribute = |name: &str| {
            let value = tag.split(&format!(" {name}=\"")).nth(1)?;
            Some(unescaped(value.split('"').next()?))
        };
        let has = |name: &str| tag.split([' ', '\n']).any(|word| word == name);
        let kind = tag.split([' ', '\n', '>']).next().unwrap_or_default();
        let (name, value, sent) = match kind {
            "select" => {
                select.name = attribute("name").unwrap_or_default();
                select.chosen = None;
                return;
            }
            "option" => {
                let (name, value) = (select.name.clone(), attribute("value").unwrap_or_default());
                // A list that says nothing else stands at its first entry.
                match select.chosen {
                    None => {
                        select.chosen = Some(self.fields.len());
                        self.fields.push((name.clone(), value.clone()));
                    }
                    Some(at) if has("selected") => self.fields[at].1.clone_from(&value),
                    Some(_) => {}
                }
                let value = Some(value);
                self.controls.push(Control { name, value });
                return;
            }
            "textarea" => {
                let text = after.split("</textarea>").next().unwrap_or_default();
                let text = unescaped(text.strip_prefix('\n').unwrap_or(text));
                let name = attribute("name").unwrap_or_default();
                self.fields.push((name.clone(), text));
                self.controls.push(Control { name, value: None });
                return;
            }
            "input" => match attribute("type").as_deref() {
                Some("checkbox" | "radio") => {
                    let value = attribute("value").unwrap_or_else(|| "on".into());
                    (attribute("name"), Some(value), has("checked"))
                }
                Some("file") => return,
                _ => {
                    let name = attribute("name").unwrap_or_default();
                    let value = attribute("value").unwrap_or_default();
                    self.fields.push((name.clone(), value));
                    self.controls.push(Control { name, value: None });
                    return;
                }
            },
            // Sent only when it is pressed.
            "button" => (attribute("name"), attribute("value"), false),
            _ => return,
        };
        let (Some(name), Some(value)) = (name, value) else {
            return;
        };
        if sent {
            self.fields.push((name.clone(), value.clone()));
        }
        self.controls.push(Control {
            name,
            value: Some(value),
        });
    }

    /// Types or chooses: the named field has these values afterwards, and no others.
    #[track_caller]
    pub fn fill(&mut self, name: &str, values: &[&str]) {
        let all: Vec<&Control> = self.controls.iter().filter(|c| c.name == name).collect();
        let typed = all.iter().filter(|c| c.value.is_none()).count();
        for value in values {
            let offered = all.iter().any(|c| c.value.as_deref() == Some(value));
            assert!(
                typed > 0 || offered,
                "the page doesn't offer {name}={value}"
            );
        }
        assert!(
            typed == 0 || values.len() <= typed,
            "too few rows of {name}"
        );
        self.fields.retain(|(n, _)| n != name);
        for value in values {
            self.fields.push((name.to_owned(), (*value).to_owned()));
        }
        for _ in values.len()..typed {
            self.fields.push((name.to_owned(), String::new()));
        }
    }

    /// What the page shows in a field: typed, chosen or ticked; empty rows left out.
    pub fn shown(&self, name: &str) -> Vec<&str> {
        self.fields
            .iter()
            .filter(|(n, v)| n == name && !v.is_empty())
            .map(|(_, v)| v.as_str())
            .collect()
    }

    /// Whether the page has such a field at all.
    pub fn asks_for(&self, name: &str) -> bool {
        self.controls.iter().any(|c| c.name == name)
    }

    /// Sends it with the button of this name and value.
    #[track_caller]
    pub fn press<'a>(
        &'a self,
        browser: &'a mut Browser,
        (name, value): (&'a str, &'a str),
    ) -> impl Future<Output = Page> + 'a {
        let button = |c: &Control| c.name == name && c.value.as_deref() == Some(value);
        assert!(self.controls.iter().any(button), "no button {name}={value}");
        let mut fields: Vec<(&str, &str)> = self
            .fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        fields.push((name, value));
        async move { browser.post_raw(&self.action, &fields).await }
    }

    /// Sends it by its only button.
    pub async fn send(&self, browser: &mut Browser) -> Page {
        let fields: Vec<(&str, &str)> = self
            .fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        browser.post_raw(&self.action, &fields).await
    }

    /// … with a file chosen: the field's name, the file's, and what is in it.
    pub async fn send_with(&self, browser: &mut Browser, file: (&str, &str, &[u8])) -> Page {
        let fields: Vec<(&str, &str)> = self
            .fields
            .iter()
            .filter(|(n, _)| n != "csrf")
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        browser.upload(&self.action, &fields, file).await
    }
}

/// A template is no part of the form until a script copies it.
fn without_templates(html: &str) -> String {
    let mut parts = html.split("<template>");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split("</template>").nth(1).unwrap_or_default());
    }
    out
}

/// The place of the `>` that ends a tag; one in an attribute's value doesn't.
fn end_of_tag(html: &str) -> usize {
    let mut quoted = false;
    for (i, c) in html.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return i,
            _ => {}
        }
    }
    html.len() - 1
}

fn unescaped(text: &str) -> String {
    [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (escaped, plain)| {
        text.replace(escaped, plain)
    })
}
