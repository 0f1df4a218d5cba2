package dev.atelier.localgpu.webui;

import java.time.Duration;

/**
 * How long to wait for a node.
 *
 * @param connect until a connection stands
 * @param answer until a small question is answered to its last byte
 * @param job until a generation, with its wait in the node's own queue, is answered to its last byte; also for looking
 *     for new files, which waits in that queue too
 */
public record WebUiTimeouts(Duration connect, Duration answer, Duration job) {

    public WebUiTimeouts {
        requirePositive(connect, "connect");
        requirePositive(answer, "answer");
        requirePositive(job, "job");
    }

    private static void requirePositive(Duration timeout, String name) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout " + name + " is " + timeout + "; it has to be positive");
        }
    }
}
