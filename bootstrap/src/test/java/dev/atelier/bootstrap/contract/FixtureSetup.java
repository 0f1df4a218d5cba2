package dev.atelier.bootstrap.contract;

import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation;

/**
 * Brings about what documented examples take for granted, puts the ids of that into them, and clears away what they leave
 * behind.
 */
interface FixtureSetup {

    /** The operation's example, as a request that can be sent now. */
    SampleRequest before(DocumentedOperation operation);

    /** Takes away what the request needed and made, so that the next one finds the same. */
    void after(DocumentedOperation operation, ApiClient.Answer answer);
}
