package dev.atelier.sagemaker;

import dev.atelier.sagemaker.aws.AwsClients;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be closed in the end: the ways to AWS, the temporary files, and threads, as many as are needed. */
record SageMakerResources(AwsClients aws, TemporaryDirectory spool, ExecutorService threads) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SageMakerResources.class);

    /** As long as GPU nodes have. */
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);

    static SageMakerResources open(AwsConfiguration configuration) {
        AtomicInteger number = new AtomicInteger();
        return new SageMakerResources(
                AwsClients.open(),
                TemporaryDirectory.open(configuration.spoolDir()),
                Executors.newCachedThreadPool(task -> {
                    Thread thread = new Thread(task, "aws-helper-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                }));
    }

    /** Real-time calls that are being answered are waited for a while; others are made again by whoever looks next. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Calls are not over after {}; they are made again", STOP_GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        aws.close();
        spool.close();
    }
}
