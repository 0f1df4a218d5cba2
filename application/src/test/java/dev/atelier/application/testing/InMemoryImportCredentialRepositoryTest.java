package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ImportCredentialRepository;

class InMemoryImportCredentialRepositoryTest extends ImportCredentialRepositoryContract {

    private final InMemoryImportCredentialRepository credentials = new InMemoryImportCredentialRepository();

    @Override
    protected ImportCredentialRepository credentials() {
        return credentials;
    }
}
