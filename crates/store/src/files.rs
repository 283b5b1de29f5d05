//! Stored files (pictures), named by the SHA-256 of their bytes and written before the row that
//! names them: in a folder, or in S3-compatible storage.

use std::sync::Arc;

use domain::FileHash;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    /// Files in a folder, which is made when absent.
    pub fn in_folder(folder: &std::path::Path) -> Result<Self> {
        std::fs::create_dir_all(folder)
            .map_err(|e| Error::Unavailable(format!("{}: {e}", folder.display())))?;
        Ok(Self(Arc::new(
            object_store::local::LocalFileSystem::new_with_prefix(folder)?
                .with_automatic_cleanup(true),
        )))
    }

    /// Files under an address (`s3://bucket/prefix`), credentials from the environment.
    pub fn at(address: &str) -> Result<Self> {
        let url = address
            .parse()
            .map_err(|e| Error::Unavailable(format!("file storage address: {e}")))?;
        let (store, prefix) = object_store::parse_url_opts(&url, std::env::vars())?;
        Ok(Self(Arc::new(object_store::prefix::PrefixStore::new(
            store, prefix,
        ))))
    }

    /// Files in memory, for tests.
    pub fn in_memory() -> Self {
        Self(Arc::new(object_store::memory::InMemory::new()))
    }

    /// Stores the bytes; the same bytes get the same name, so storing twice changes nothing.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<FileHash> {
        let name = hex::encode(Sha256::digest(&bytes));
        let hash = FileHash::new(name).ok_or_else(|| Error::corrupt("file", "not a hash"))?;
        self.0.put(&path(&hash), PutPayload::from(bytes)).await?;
        Ok(hash)
    }

    /// The bytes, or `None` when there is no such file.
    pub async fn get(&self, hash: &FileHash) -> Result<Option<bytes::Bytes>> {
        match self.0.get(&path(hash)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}

fn path(hash: &FileHash) -> Path {
    let name = hash.as_str();
    Path::from(format!("{}/{name}", &name[..2]))
}
