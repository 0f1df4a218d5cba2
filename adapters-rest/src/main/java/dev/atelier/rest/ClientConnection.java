package dev.atelier.rest;

import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.scheduling.TaskExecutors;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** Ends what requests wait for when their clients disconnect. */
@Singleton
public final class ClientConnection {

    private final ExecutorService threads;
    private volatile boolean stopping;

    ClientConnection(@Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        this.threads = threads;
    }

    /** Answers that still wait at a stop have no client that is lost, and nothing left that could handle that error. */
    @EventListener
    void stop(ShutdownEvent event) {
        stopping = true;
    }

    /** Fails the future if the client disconnects before it is complete; off the event loop. */
    public void whenLost(HttpRequest<?> request, CompletableFuture<?> pending) {
        if (request instanceof NettyHttpRequest<?> received) {
            ChannelFuture closed = received.getChannelHandlerContext().channel().closeFuture();
            ChannelFutureListener end = channel -> {
                if (!stopping) {
                    threads.execute(() -> pending.completeExceptionally(
                            new ClientDisconnectedException(new ClosedChannelException())));
                }
            };
            closed.addListener(end);
            pending.whenComplete((result, failure) -> closed.removeListener(end));
        }
    }
}
