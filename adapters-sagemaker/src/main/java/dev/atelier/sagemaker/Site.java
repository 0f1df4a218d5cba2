package dev.atelier.sagemaker;

import dev.atelier.sagemaker.aws.AwsClients;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What has to be closed in the end: the ways to AWS, the temporary files, and threads, as many as are needed. */
record Site(AwsClients aws, Spool spool, ExecutorService threads) implements AutoCloseable {

    static Site open(AwsConfiguration configuration) {
        AtomicInteger number = new AtomicInteger();
        return new Site(AwsClients.open(), Spool.open(configuration.spoolDir()), Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "aws-helper-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }));
    }

    @Override
    public void close() {
        threads.shutdown();
        aws.close();
        spool.close();
    }
}
