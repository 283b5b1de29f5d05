//! Bad input: each gets a clear answer in the reader's language, and changes nothing.
//!
//! Credentials that are bad stand in `bad_credentials`, tokens and states of a sign-in in
//! `signin`. What can't reach a page (a status list that unpacks to gigabytes, drawings that
//! cost more than they show) is in the tests of `credentials` and `print`.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use domain::Lang;
use domain::institution::Sector;
use rstest::rstest;

use crate::awards::{form_key, form_path, ina};
use crate::support::{Browser, LANGUAGES, Page, World, assert_says, assert_unchanged};

async fn send_file(w: &World, staff: &mut Browser, lang: Lang, name: &str, bytes: &[u8]) -> Page {
    let path = format!("{}/file?lang={lang}", form_path(w));
    staff.upload(&path, &[], ("file", name, bytes)).await
}

#[tokio::test]
async fn fifty_thousand_rows_that_are_no_list_are_refused() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let words: String = (0..50_000)
        .map(|i| format!("lorem {i};ipsum;dolor\n"))
        .collect();
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        let page = send_file(&w, &mut staff, lang, "lijst.csv", words.as_bytes()).await;
        assert_eq!(page.status, 422);
        assert_says(&page, lang, "error-file-not-a-table", &[]);
    }
    assert_unchanged(&before, &w.app.contents().await, &[]);
}

#[tokio::test]
async fn fifty_thousand_rows_of_garbage_are_told_apart_and_award_nobody() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let started = Instant::now();
    let rows: String = (0..50_000)
        .map(|i| format!("niemand {i} @ nergens;;;\n"))
        .collect();
    let table = format!("mail;eppn;voornaam;achternaam\n{rows}");
    let before = w.app.contents().await;
    let sent = send_file(&w, &mut staff, Lang::Nl, "lijst.csv", table.as_bytes()).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let file = sent.location().to_owned();
    for (lang, count) in [(Lang::Nl, "50.000"), (Lang::En, "50,000")] {
        let page = staff.get(&format!("{file}?lang={lang}")).await;
        assert!(page.text.contains(count), "{}", page.text);
        assert_says(&page, lang, "error-mail", &[]);
        assert!(page.text.len() < 200_000, "one page of rows, not all");
        assert!(page.statements <= 8, "{}", page.statements);
        let refused = staff
            .post(&format!("{file}/award"), &[("when", "now")])
            .await;
        assert_eq!(refused.status, 409, "no row can be awarded");
    }
    w.app.drain().await;
    // The list is there to correct; nothing else came of it.
    // (The hourly job found nothing to do.)
    let kept = ["award_files", "award_file_rows", "audit", "jobs"];
    assert_unchanged(&before, &w.app.contents().await, &kept);
    assert!(started.elapsed().as_secs() < 40, "{:?}", started.elapsed());
}

/// A multipart form with a file of 200 MB, made as it is read, and how much of it was read.
fn endless(csrf: &str) -> (Body, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let head = format!(
        "--b\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--b\r\ncontent-disposition: form-data; \
         name=\"file\"; filename=\"big.csv\"\r\ncontent-type: text/csv\r\n\r\n"
    );
    let megabyte = Bytes::from(vec![b'a'; 1 << 20]);
    let chunks = std::iter::once(Bytes::from(head)).chain((0..200).map(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        megabyte.clone()
    }));
    let body = Body::from_stream(futures::stream::iter(chunks.map(Ok::<_, std::io::Error>)));
    (body, taken)
}

#[rstest]
#[case::recipients("/manage/badge-classes/{class}/award/file")]
#[case::picture("/manage/badge-classes/{class}/image")]
#[case::verification("/verify")]
#[tokio::test]
async fn an_upload_of_200_mb_is_refused_while_it_streams(#[case] pattern: &str) {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let path = pattern.replace("{class}", &w.class.id.to_string());
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        for announced in [false, true] {
            let (body, taken) = endless(&staff.csrf);
            let mut request = Request::post(format!("{path}?lang={lang}"))
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
            if announced {
                request = request.header(header::CONTENT_LENGTH, 200 << 20);
            }
            let page = staff.send(request, body).await;
            assert_eq!(page.status, 413, "{}", page.text);
            assert_says(&page, lang, "failure-too-large-title", &[]);
            assert_says(&page, lang, "error-file-too-large", &[("max", "20")]);
            let megabytes = taken.load(Ordering::SeqCst);
            let limit = if announced { 0 } else { 22 };
            assert!(megabytes <= limit, "the rest was never read: {megabytes}");
        }
    }
    assert_unchanged(&before, &w.app.contents().await, &[]);
}

#[tokio::test]
async fn a_form_or_a_document_without_end_is_refused_too() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        let (body, taken) = endless(&staff.csrf);
        let request = Request::post(format!("/account?lang={lang}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let page = staff.send(request, body).await;
        assert_eq!(page.status, 413);
        assert_says(&page, lang, "error-sent-too-large", &[("max", "2")]);
        assert!(taken.load(Ordering::SeqCst) <= 3);
    }
    let (body, taken) = endless("");
    let request = Request::post("/api/v1/verify").header(header::CONTENT_TYPE, "application/json");
    let answer = w.app.guest().send(request, body).await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.json()["errors"][0]["code"], "sent-too-large");
    assert!(taken.load(Ordering::SeqCst) <= 21);
    assert_unchanged(&before, &w.app.contents().await, &[]);
}

#[tokio::test]
async fn a_workbook_that_unpacks_to_gigabytes_is_refused() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..400 {
        zip.write_all(&spaces).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 2_000_000);
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        let page = send_file(&w, &mut staff, lang, "bom.xlsx", &bomb).await;
        assert_eq!(page.status, 422);
        assert_says(&page, lang, "error-file-unpacks-too-large", &[]);
        assert!(page.text.contains("id=\"file-error\""));
    }
    assert_unchanged(&before, &w.app.contents().await, &[]);
}

/// A chunk of a PNG file (section 5.3 of the standard).
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    out.extend(kind);
    out.extend(data);
    let checked = crc32fast::hash(&out[4..]);
    out.extend(checked.to_be_bytes());
    out
}

fn deflated_zeros(bytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![0; 1 << 20];
    for _ in 0..bytes >> 20 {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.finish().unwrap()
}

/// A grey PNG of this size, black all over.
fn png(side: u32, extra: &[u8]) -> Vec<u8> {
    let mut header = [side.to_be_bytes(), side.to_be_bytes()].concat();
    header.extend([8, 0, 0, 0, 0]);
    let rows = (side as usize + 1) * side as usize;
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        extra.to_vec(),
        chunk(b"IDAT", &deflated_zeros(rows + (1 << 20))),
        chunk(b"IEND", b""),
    ]
    .concat()
}

#[tokio::test]
async fn a_picture_that_unpacks_to_a_hundred_times_its_size_is_refused() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let path = format!("/manage/badge-classes/{}/image", w.class.id);
    let bomb = png(10_000, b"");
    assert!(bomb.len() < 4_000_000, "small on the wire: {}", bomb.len());
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        let page = staff
            .upload(
                &format!("{path}?lang={lang}"),
                &[("how", "upload")],
                ("file", "badge.png", &bomb),
            )
            .await;
        assert_eq!(page.status, 422);
        assert_says(&page, lang, "error-image-too-large", &[]);
        assert!(page.text.contains("id=\"file-error\""));
    }
    assert_unchanged(&before, &w.app.contents().await, &[]);
}

#[tokio::test]
async fn a_badge_whose_text_unpacks_without_end_is_no_badge() {
    let w = World::new(Sector::Wo).await;
    let mut guest = w.app.guest();
    // iTXt, compressed (section 11.3.3.4): where a badge is baked in.
    let text = [
        b"openbadgecredential\0\x01\0\0\0".to_vec(),
        deflated_zeros(64 << 20),
    ]
    .concat();
    let bomb = png(90, &chunk(b"iTXt", &text));
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        let page = guest
            .upload(
                &format!("/verify?lang={lang}"),
                &[],
                ("file", "badge.png", &bomb),
            )
            .await;
        assert_eq!(page.status, 200);
        assert_says(&page, lang, "verdict-no", &[]);
        assert_says(&page, lang, "check-well-formed", &[]);
    }
    assert_unchanged(&before, &w.app.contents().await, &[]);
}

#[rstest]
#[case::script("<script>alert(1)</script>")]
#[case::event("<rect width=\"9\" height=\"9\" onload=\"alert(1)\"/>")]
#[case::foreign_object(
    "<foreignObject width=\"9\" height=\"9\"><p xmlns=\"http://www.w3.org/1999/xhtml\">x</p></foreignObject>"
)]
#[case::picture_elsewhere("<image href=\"https://evil.example/x.png\" width=\"9\" height=\"9\"/>")]
#[case::use_elsewhere("<use href=\"https://evil.example/x.svg#a\"/>")]
#[case::style_elsewhere("<style>@import url(https://evil.example/x.css);</style>")]
#[case::fill_elsewhere(
    "<rect width=\"9\" height=\"9\" fill=\"url(https://evil.example/x.svg#a)\"/>"
)]
#[tokio::test]
async fn a_drawing_that_runs_or_reaches_outside_is_refused(#[case] inside: &str) {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let path = format!("/manage/badge-classes/{}/image", w.class.id);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 200\">\
         <circle cx=\"100\" cy=\"100\" r=\"90\"/>{inside}</svg>"
    );
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        let page = staff
            .upload(
                &format!("{path}?lang={lang}"),
                &[("how", "upload")],
                ("file", "badge.svg", svg.as_bytes()),
            )
            .await;
        assert_eq!(page.status, 422, "{inside}");
        assert_says(&page, lang, "error-image-unsafe", &[]);
    }
    assert_unchanged(&before, &w.app.contents().await, &[]);
}

#[tokio::test]
async fn html_in_markdown_is_shown_as_text_on_every_page() {
    let w = World::new(Sector::Wo).await;
    let evil = "**Vet** <script>alert(1)</script> <img src=x onerror=alert(2)> [klik](javascript:alert(3)) \
                <a href=\"https://evil.example\" style=\"position:fixed\">x</a>";
    let (class, version) = (w.class.clone(), w.class.version.unwrap());
    w.app
        .write(async move |tx: &mut store::Tx| {
            let mut version = tx.version(version).await?.unwrap();
            version.content.texts.description = evil.into();
            version.content.texts.criteria = evil.into();
            version.content.texts.further_information = evil.into();
            let now = class.updated_at;
            let before = tx.badge_class(class.id).await?.unwrap().class;
            assert!(
                tx.save_badge_class(&before, &version.content, &before.settings, now)
                    .await?
            );
            tx.replace_version(&version).await
        })
        .await;
    let (mut sanne, id) = w.claimed().await;
    World::make_public(&mut sanne, &id).await;
    let (staff, guest) = (ina(&w).await, w.app.guest());
    let class = w.class.id;
    for (mut browser, path, shows_markdown) in [
        (guest.clone(), format!("/badge-classes/{class}"), true),
        (
            staff.clone(),
            format!("/manage/badge-classes/{class}"),
            false,
        ),
        (
            staff.clone(),
            format!("/manage/badge-classes/{class}/edit"),
            false,
        ),
        (
            staff,
            format!("/manage/badge-classes/{class}/preview"),
            true,
        ),
        (sanne, format!("/backpack/edubadges/{id}"), false),
        (guest, format!("/edubadges/{id}"), false),
    ] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        for live in [
            "<script>alert",
            "<img src=x",
            "href=\"javascript:",
            "<a href=\"https://evil",
        ] {
            assert!(!page.text.contains(live), "{live} on {path}");
        }
        if shows_markdown {
            assert!(page.text.contains("<strong>Vet</strong>"), "{path}");
            assert!(
                page.text.contains("&lt;script&gt;"),
                "shown as text: {path}"
            );
        }
    }
}

#[rstest]
#[case::made_up("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
#[case::not_base64("' or 1=1 --")]
#[case::empty("")]
#[tokio::test]
async fn a_forged_cookie_is_nobody(#[case] forged: &str) {
    let w = World::new(Sector::Wo).await;
    let award = w.award_to_sanne().await;
    nobody(&w, forged, &format!("/backpack/offers/{award}/claim")).await;
}

#[tokio::test]
async fn a_cookie_that_is_nearly_right_is_nobody() {
    let w = World::new(Sector::Wo).await;
    let award = w.award_to_sanne().await;
    let claim = format!("/backpack/offers/{award}/claim");
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    let token = sanne.cookies[0].1.clone();
    let last = if token.ends_with('A') { 'B' } else { 'A' };
    nobody(&w, &format!("{}{last}", &token[..token.len() - 1]), &claim).await;
    nobody(&w, &token[..token.len() - 1], &claim).await;
    assert_eq!(sanne.post("/sign-out", &[]).await.status, 303);
    nobody(&w, &token, &claim).await;
}

/// Whoever shows this cookie reads nothing of anybody's and changes nothing.
async fn nobody(w: &World, cookie: &str, form: &str) {
    let mut browser = w.app.guest();
    browser.cookies.push(("session".into(), cookie.into()));
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        let page = browser.get(&format!("/backpack?lang={lang}")).await;
        assert_eq!(page.status, 303, "{}", page.text);
        assert!(page.location().starts_with("/sign-in?return_to="));
        let page = browser.post(&format!("{form}?lang={lang}"), &[]).await;
        assert_eq!(page.status, 401, "{}", page.text);
        assert_says(&page, lang, "failure-sign-in-title", &[]);
    }
    assert_unchanged(&before, &w.app.contents().await, &[]);
}

#[tokio::test]
async fn a_text_with_a_nul_in_it_is_refused() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let institution = w.tree.institution.id;
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        let path = format!("/manage/issuers/{}/badge-classes/new", w.tree.issuer.id);
        let page = staff
            .post(
                &format!("{path}?lang={lang}"),
                &[("type", "regular"), ("name", "a\0b")],
            )
            .await;
        assert_eq!(page.status, 422, "{}", page.text);
        assert_says(&page, lang, "error-form-unreadable", &[]);
        let search = format!("/manage/institutions/{institution}/badge-classes?lang={lang}");
        let page = staff.get(&format!("{search}&q=LAW%00&after=%00~%00")).await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("Law and Politics"), "{}", page.text);
    }
    assert_unchanged(&before, &w.app.contents().await, &[]);
}

/// Each form is sent a second time, as by a double click; what the first did stays as it is.
#[tokio::test]
async fn a_form_that_is_sent_twice_changes_nothing_the_second_time() {
    let w = World::new(Sector::Wo).await;
    let mut staff = ina(&w).await;
    let issuer = w.tree.issuer.id;
    let new = format!("/manage/issuers/{issuer}/badge-classes/new");
    let key = form_key(&mut staff, &format!("{new}?type=regular")).await;
    let fields = [
        ("type", "regular"),
        ("key", key.as_str()),
        ("name", "Eén keer"),
        ("do", "save"),
    ];
    let made = twice(&w, &mut staff, &new, &fields, 303).await;
    assert!(made.location().contains(&key), "{}", made.location());

    let award = form_path(&w);
    let key = form_key(&mut staff, &award).await;
    let fields = [
        ("key", key.as_str()),
        ("by", "name"),
        ("mail", "sanne.de.groot@voorbeeld.example"),
        ("first_name", "Sanne"),
        ("last_name", "de Groot"),
    ];
    let first = twice(&w, &mut staff, &award, &fields, 303).await;
    w.app.drain().await;
    let offer = crate::awards::awards_of(&w.app, crate::awards::batch_of(&first)).await;
    let offer = format!("/backpack/offers/{}", offer[0].award.id);
    let mut sanne = w.app.signed_in_learner(w.sanne).await;
    twice(&w, &mut sanne, &format!("{offer}/decline"), &[], 409).await;
    twice(&w, &mut sanne, &format!("{offer}/take-back"), &[], 409).await;
    let claimed = twice(&w, &mut sanne, &format!("{offer}/claim"), &[], 409).await;
    let id = claimed.location().rsplit('/').next().unwrap().to_owned();
    let revoke = format!("/manage/badge-classes/{}/edubadges/revoke", w.class.id);
    let fields = [
        ("assertion", id.as_str()),
        ("category", "error"),
        ("reason", "Verkeerde groep"),
    ];
    twice(&w, &mut staff, &revoke, &fields, 303).await;
    w.app.drain().await;
    assert_eq!(w.app.mails("award-offer").await.len(), 1);
    assert_eq!(w.app.mails("revoked").await.len(), 1);
}

/// Sends a form twice; gives the answer to the first.
async fn twice(
    w: &World,
    browser: &mut Browser,
    path: &str,
    fields: &[(&str, &str)],
    second: u16,
) -> Page {
    let first = browser.post(path, fields).await;
    assert_eq!(first.status, 303, "{path}: {}", first.text);
    let before = w.app.contents().await;
    for lang in LANGUAGES {
        let again = browser.post(&format!("{path}?lang={lang}"), fields).await;
        assert_eq!(again.status, second, "{path}: {}", again.text);
        if second == 409 {
            assert_says(&again, lang, "failure-conflict-title", &[]);
        }
    }
    assert_unchanged(&before, &w.app.contents().await, &["audit"]);
    first
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_claims_at_once_one_wins() {
    const AT_ONCE: usize = 8;
    let w = World::new(Sector::Wo).await;
    let award = w.award_to_sanne().await;
    let sanne = w.app.signed_in_learner(w.sanne).await;
    let start = Arc::new(tokio::sync::Barrier::new(AT_ONCE));
    let claims = (0..AT_ONCE).map(|i| {
        let (mut browser, start) = (sanne.clone(), Arc::clone(&start));
        let lang = LANGUAGES[i % 2];
        let path = format!("/backpack/offers/{award}/claim?lang={lang}");
        tokio::spawn(async move {
            start.wait().await;
            (lang, browser.post(&path, &[]).await)
        })
    });
    let answers = futures::future::join_all(claims.collect::<Vec<_>>()).await;
    let mut won = 0;
    for (lang, answer) in answers.into_iter().map(Result::unwrap) {
        match answer.status {
            303 => won += 1,
            409 => assert_says(&answer, lang, "failure-conflict-title", &[]),
            other => panic!("{other}: {}", answer.text),
        }
    }
    assert_eq!(won, 1);
    let all = w.app.contents().await;
    assert_eq!(all["assertions"].len(), 1);
    let claimed = all["direct_awards"][0].matches("claimed").count();
    assert_eq!(claimed, 1, "{:?}", all["direct_awards"]);
}
