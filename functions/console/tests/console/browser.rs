//! A browser without a screen: it keeps cookies, and sends the forms of the pages that it was shown.

use std::collections::BTreeMap;

use lambda_http::http::{HeaderMap, Request, request::Builder};
use lambda_http::{Body, RequestExt};
use url::form_urlencoded;

use crate::form::Form;
use crate::support::{Bench, TOKEN};

const HOST: &str = "recado.example";

pub(crate) struct Browser<'b> {
    bench: &'b Bench,
    pub(crate) cookies: BTreeMap<String, String>,
    /// That of the last page with a form.
    pub(crate) form_token: String,
    /// What every request carries besides.
    pub(crate) headers: Vec<(&'static str, &'static str)>,
}

/// What a browser was shown.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
}

impl<'b> Browser<'b> {
    /// In which nobody is signed in.
    pub(crate) fn new(bench: &'b Bench) -> Self {
        Self {
            bench,
            cookies: BTreeMap::new(),
            form_token: String::new(),
            headers: vec![("accept-language", "en")],
        }
    }

    /// Asserts that a page has all of this in a language, in which the browser goes on.
    pub(crate) async fn expect_shown(&mut self, language: &'static str, page: &str, all: &[&str]) {
        self.headers = vec![("accept-language", language)];
        let shown = self.get(page).await.expect(200);
        for one in all {
            assert!(shown.html.contains(one), "{one}: {}", shown.html);
        }
    }

    /// In which the admin is signed in.
    pub(crate) async fn of_admin(bench: &'b Bench) -> Self {
        Self::of(bench, TOKEN).await
    }

    /// In which somebody is signed in with a token.
    pub(crate) async fn of(bench: &'b Bench, token: &str) -> Self {
        let mut browser = Self::new(bench);
        let entered = browser.post("/console/sign-in", &[("token", token)]).await;
        entered.expect_see("/console");
        // Its forms have the session's token.
        browser.get("/console").await.expect(200);
        browser
    }

    pub(crate) async fn get(&mut self, address: &str) -> Shown {
        let request = Request::builder().method("GET").uri(address);
        self.send(request, address, Body::Empty).await
    }

    /// Sends a form, with the token of the last page.
    pub(crate) async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Shown {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        if !self.form_token.is_empty() {
            form.append_pair("form_token", &self.form_token);
        }
        let request = Request::builder().method("POST").uri(address);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request, address, form.finish().into()).await
    }

    /// Sends a form as it stands.
    pub(crate) async fn submit(&mut self, form: &Form) -> Shown {
        let fields: Vec<_> = form.pairs().collect();
        self.post(&form.address, &fields).await
    }

    async fn answered(
        &self,
        mut request: Builder,
        address: &str,
        body: Body,
    ) -> lambda_http::http::Response<Body> {
        for (name, value) in &self.headers {
            request = request.header(*name, *value);
        }
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let request = request.header("host", HOST).header("cookie", cookies);
        let path = address.split('?').next().unwrap();
        let request = request.body(body).unwrap().with_raw_http_path(path);
        self.bench.answered(request).await
    }

    /// What is no page.
    pub(crate) async fn bytes(&self, address: &str) -> lambda_http::http::Response<Body> {
        let request = Request::builder().method("GET").uri(address);
        self.answered(request, address, Body::Empty).await
    }

    async fn send(&mut self, request: Builder, address: &str, body: Body) -> Shown {
        let (parts, body) = self.answered(request, address, body).await.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let shown = Shown {
            status: parts.status.as_u16(),
            headers: parts.headers,
            html: String::from_utf8(body.to_vec()).unwrap(),
        };
        if let Some(token) = shown.value_of("form_token") {
            self.form_token = token;
        }
        shown
    }
}

impl Shown {
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.html);
        self
    }

    /// That it leads to another page.
    #[track_caller]
    pub(crate) fn expect_see(&self, address: &str) {
        assert_eq!(self.status, 303, "{}", self.html);
        assert_eq!(self.header("location"), Some(address));
    }

    #[track_caller]
    pub(crate) fn expect_says(self, text: &str) -> Self {
        assert!(self.html.contains(text), "{text:?} in {}", self.html);
        self
    }

    /// What is shown of a form that is sent to this address, as a browser would send it.
    pub(crate) fn form(&self, address: &str) -> Form {
        Form::read(&self.html, address)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The value of the first hidden or filled-in field of this name.
    pub(crate) fn value_of(&self, name: &str) -> Option<String> {
        let (_, field) = self.html.split_once(&format!("name=\"{name}\" "))?;
        let (field, _) = field.split_once('>')?;
        let (_, value) = field.split_once("value=\"")?;
        Some(value.split_once('"')?.0.to_owned())
    }
}
