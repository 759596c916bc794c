//! Who may do what with buckets and objects.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::{Credentials, S3Auth, SecretKey};
use s3s::dto::{CopyObjectInput, CopySource, DeleteObjectsInput, UploadPartCopyInput};
use s3s::path::S3Path;
use s3s::{S3Request, S3Result, s3_error};
use url::form_urlencoded;

use crate::aws::SECRET_ACCESS_KEY;
use crate::aws::access::{Access, Ask, Denied};

use super::actions::{action, use_of_key};

/// The access keys that may sign requests and links.
pub(super) struct Keys(pub(super) Access);

#[async_trait]
impl S3Auth for Keys {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        if self.0.knows(access_key) {
            Ok(SECRET_ACCESS_KEY.into())
        } else {
            let message = "The AWS Access Key Id you provided does not exist in our records.";
            Err(s3_error!(InvalidAccessKeyId, "{message}"))
        }
    }
}

/// What the signer may do.
pub(super) struct Permissions {
    access: Access,
    /// Where the objects are, as `<bucket>/<key>`.
    folder: PathBuf,
}

#[async_trait]
impl S3Access for Permissions {
    async fn check(&self, request: &mut S3AccessContext<'_>) -> S3Result<()> {
        let caller = request.credentials();
        let asks = match (request.s3_op().name(), request.s3_path()) {
            // It names its objects in its body: see below.
            ("DeleteObjects", _) => Vec::new(),
            ("GetObject" | "HeadObject", S3Path::Object { bucket, key }) => self.read(bucket, key),
            ("ListObjects" | "ListObjectsV2", S3Path::Bucket { bucket }) => {
                let query = request.uri().query().unwrap_or_default();
                let mut pairs = form_urlencoded::parse(query.as_bytes());
                let prefix = pairs.find(|(name, _)| name == "prefix");
                let ask = Ask::new("s3:ListBucket", arn(bucket));
                vec![match prefix {
                    Some((_, prefix)) => ask.with("s3:prefix", &prefix),
                    None => ask,
                }]
            }
            (operation, S3Path::Object { bucket, key }) => {
                let mut asks = vec![Ask::new(action(operation), object(bucket, key))];
                let use_of_key = use_of_key(operation).into_iter();
                asks.extend(use_of_key.flat_map(|of| self.through_key(bucket, of)));
                asks
            }
            (operation, S3Path::Bucket { bucket }) => {
                vec![Ask::new(action(operation), arn(bucket))]
            }
            (operation, S3Path::Root) => vec![Ask::new(action(operation), "arn:aws:s3:::*")],
        };
        self.decide(caller, &asks)
    }

    /// S3 names each object that may not be deleted; this refuses all of them if one may not.
    async fn delete_objects(&self, request: &mut S3Request<DeleteObjectsInput>) -> S3Result<()> {
        let (input, caller) = (&request.input, request.credentials.as_ref());
        let objects = input.delete.objects.iter();
        let asks = objects.map(|of| Ask::new("s3:DeleteObject", object(&input.bucket, &of.key)));
        self.decide(caller, &asks.collect::<Vec<_>>())
    }

    async fn copy_object(&self, request: &mut S3Request<CopyObjectInput>) -> S3Result<()> {
        self.copy_from(request.credentials.as_ref(), &request.input.copy_source)
    }

    async fn upload_part_copy(&self, request: &mut S3Request<UploadPartCopyInput>) -> S3Result<()> {
        self.copy_from(request.credentials.as_ref(), &request.input.copy_source)
    }
}

impl Permissions {
    pub(super) fn new(access: Access, folder: &Path) -> Self {
        let folder = folder.to_owned();
        Self { access, folder }
    }

    /// A caller without the right to list is not told that an object is missing.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>
    fn read(&self, bucket: &str, key: &str) -> Vec<Ask> {
        let mut asks = vec![Ask::new("s3:GetObject", object(bucket, key))];
        if self.folder.join(bucket).join(key).is_file() {
            asks.extend(self.through_key(bucket, "kms:Decrypt"));
        } else {
            asks.push(Ask::new("s3:ListBucket", arn(bucket)));
        }
        asks
    }

    /// With a bucket key, S3 calls KMS for the bucket and not for each object.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html>
    fn through_key(&self, bucket: &str, action: &str) -> Vec<Ask> {
        let bucket = arn(bucket);
        let context = [("aws:s3:arn", bucket.as_str())];
        self.access.through("s3", &bucket, &[action], &context)
    }

    /// Copying also reads. The emulation copies only from buckets.
    fn copy_from(&self, caller: Option<&Credentials>, source: &CopySource) -> S3Result<()> {
        let asks = match source {
            CopySource::Bucket { bucket, key, .. } => self.read(bucket, key),
            _ => Vec::new(),
        };
        self.decide(caller, &asks)
    }

    fn decide(&self, caller: Option<&Credentials>, asks: &[Ask]) -> S3Result<()> {
        let caller = caller.map(|caller| caller.access_key.as_str());
        let checked = self.access.check(caller, asks);
        checked.map_err(|denied| match &denied {
            Denied::NotAllowed { message, .. } => s3_error!(AccessDenied, "{message}"),
            Denied::NoKey | Denied::UnknownKey => s3_error!(AccessDenied, "Access Denied"),
        })
    }
}

fn arn(bucket: &str) -> String {
    format!("arn:aws:s3:::{bucket}")
}

fn object(bucket: &str, key: &str) -> String {
    format!("arn:aws:s3:::{bucket}/{key}")
}
