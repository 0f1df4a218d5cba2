package dev.atelier.application.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every {@code await()} without a time of its own wait for 30 seconds; Awaitility's 10 are too few where other
 * builds keep the cores busy. JUnit finds it in each module that has this one's test classes.
 */
public final class AwaitTimeout implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }
}
