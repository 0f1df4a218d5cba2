package dev.atelier.bootstrap.contract;

import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation;

/**
 * Creates the resources that documented examples assume, puts their ids into the examples, and deletes what they leave
 * behind.
 */
interface FixtureSetup {

    /** The operation's example, as a request that can be sent now. */
    SampleRequest before(DocumentedOperation operation);

    /** Deletes what the request needed and created, so that the next one starts from the same state. */
    void after(DocumentedOperation operation, ApiClient.Answer answer);
}
