package dev.atelier.sagemaker;

import dev.atelier.application.util.DaemonThreads;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.sagemaker.aws.AwsClients;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resources that are closed at shutdown: AWS clients, temporary directory and an unbounded thread pool. */
record SageMakerResources(AwsClients aws, TemporaryDirectory spool, ExecutorService threads) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SageMakerResources.class);

    /** Same as the shutdown timeout of the local GPU backend. */
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);

    static SageMakerResources open(AwsClients aws, AwsConfiguration configuration) {
        return new SageMakerResources(
                aws,
                TemporaryDirectory.configured(AwsConfiguration.KEY + ".temp-dir", configuration.tempDir(), LOG::debug),
                Executors.newCachedThreadPool(DaemonThreads.numbered("aws-worker")));
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
