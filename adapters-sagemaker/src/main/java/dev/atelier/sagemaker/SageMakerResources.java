package dev.atelier.sagemaker;

import dev.atelier.sagemaker.aws.AwsClients;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resources that are closed at shutdown: AWS clients, temporary directory and an unbounded thread pool. */
record SageMakerResources(AwsClients aws, TemporaryDirectory spool, ExecutorService threads) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SageMakerResources.class);

    /** Same as the shutdown timeout of the local GPU backend. */
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);

    static SageMakerResources open(AwsConfiguration configuration) {
        AtomicInteger number = new AtomicInteger();
        return new SageMakerResources(
                AwsClients.open(),
                TemporaryDirectory.open(configuration.spoolDir()),
                Executors.newCachedThreadPool(task -> {
                    Thread thread = new Thread(task, "aws-worker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                }));
    }

    /** Waits a limited time for Real-time calls in flight; a later poll repeats the others. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Calls are still running after {}; a later poll repeats them", STOP_GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        aws.close();
        spool.close();
    }
}
