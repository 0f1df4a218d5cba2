package dev.atelier.localgpu.demo;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.localgpu.node.NodeUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compute node for those who have none: a server on loopback that speaks the part of SD WebUI's API that Atelier uses
 * and paints with tiny-emoji, a diffusion model of 14 MB, in this JVM, or with any other weights for tiny-emoji's networks.
 * It keeps SD WebUI's manners, the odd ones too, so that what works with it works with a real node. A model is loaded by the
 * first job that paints with it.
 */
public final class DemoWebUiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DemoWebUiServer.class);

    /** As many as SD WebUI has: jobs that wait hold one each, and progress and interrupt need one too. */
    private static final int THREADS = 40;

    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private final HttpServer server;
    private final Path modelsDir;
    private final AccessToken token = AccessToken.random();
    private final ExecutorService threads;
    private final GenerationQueue generationQueue;
    private final ImageGenerator imageGenerator;

    private DemoWebUiServer(HttpServer server, Path modelsDir, UnaryOperator<DemoHttpHandler.Router> wrapper) {
        this.server = server;
        this.modelsDir = modelsDir;
        this.threads = threads();
        this.generationQueue = new GenerationQueue();
        DemoCheckpointCatalog demoCheckpointCatalog = new DemoCheckpointCatalog(modelsDir);
        WebUiOptions webUiOptions = new WebUiOptions(demoCheckpointCatalog);
        this.imageGenerator = new ImageGenerator(generationQueue, webUiOptions);
        DemoRoutes demoRoutes = new DemoRoutes(generationQueue, webUiOptions, demoCheckpointCatalog, imageGenerator);
        server.createContext("/", new DemoHttpHandler(token, wrapper.apply(demoRoutes::find)));
        server.setExecutor(threads);
    }

    /**
     * Starts a node that listens on 127.0.0.1.
     *
     * @param port 0 for any that is free
     * @param modelsDir its folder for models, laid out like SD WebUI's {@code models}; made when it is not there. Once the
     *     node was first asked what it has, {@code Stable-diffusion/tiny-emoji.safetensors} lies in it
     * @throws UncheckedIOException if the port is taken
     */
    public static DemoWebUiServer start(int port, Path modelsDir) {
        return start(port, modelsDir, UnaryOperator.identity());
    }

    /** @param wrapper goes between the requests and the routes */
    static DemoWebUiServer start(int port, Path modelsDir, UnaryOperator<DemoHttpHandler.Router> wrapper) {
        DemoWebUiServer node = new DemoWebUiServer(listening(port), modelsDir, wrapper);
        node.server.start();
        LOG.info("The demo node at {} paints with tiny-emoji, a 14 MB model", node.url());
        return node;
    }

    /** Where it listens, with the user and password that it asks for: random ones, made at its start. */
    public NodeUrl url() {
        return token.url(server.getAddress());
    }

    /** Its folder for models. */
    public Path modelsDir() {
        return modelsDir;
    }

    /** Ends the running job at its next step, refuses those that wait, and gives memory and threads back. */
    @Override
    public void close() {
        generationQueue.close();
        server.stop(0);
        threads.shutdownNow();
        generationQueue.awaitEnd();
        imageGenerator.close();
    }

    private static HttpServer listening(int port) {
        if (System.getProperty(NO_DELAY) == null) {
            // the JDK's server sends head and body apart, and without this the client's kernel sits 40 ms on each
            System.setProperty(NO_DELAY, "true");
        }
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("The demo node cannot listen on 127.0.0.1:" + port, e);
        }
    }

    private static ExecutorService threads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "demo-node-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
