package dev.atelier.localgpu.demo;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.application.util.DaemonThreads;
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
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compute node that needs no GPU: a server on loopback that implements the part of SD WebUI's API that Atelier uses and
 * generates images in this JVM with tiny-emoji, a diffusion model of 14 MB, or with other weights of the same architecture.
 * It reproduces SD WebUI's behaviour, quirks included, so that a client that works with it also works with a real node.
 * Models are loaded on first use.
 */
public final class DemoWebUiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DemoWebUiServer.class);

    /** As many as in SD WebUI: each queued job occupies one, and progress and interrupt need one too. */
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
        DemoCheckpointCatalog catalog = new DemoCheckpointCatalog(modelsDir);
        WebUiOptions webUiOptions = new WebUiOptions(catalog);
        this.imageGenerator = new ImageGenerator(generationQueue, webUiOptions);
        DemoRoutes demoRoutes = new DemoRoutes(generationQueue, webUiOptions, catalog, imageGenerator);
        server.createContext("/", new DemoHttpHandler(token, wrapper.apply(demoRoutes::find)));
        server.setExecutor(threads);
    }

    /**
     * Starts a node that listens on 127.0.0.1.
     *
     * @param port 0 for any free port
     * @param modelsDir its folder for models, laid out like SD WebUI's {@code models}; created if it is missing. The first
     *     request that lists models writes {@code Stable-diffusion/tiny-emoji.safetensors} into it
     * @throws UncheckedIOException if the port is in use
     */
    public static DemoWebUiServer start(int port, Path modelsDir) {
        return start(port, modelsDir, UnaryOperator.identity());
    }

    /** @param wrapper decorates the router, for tests */
    static DemoWebUiServer start(int port, Path modelsDir, UnaryOperator<DemoHttpHandler.Router> wrapper) {
        // Files for images in work would need a shutdown hook, which a process that is stopping can no longer add.
        ImageIO.setUseCache(false);
        DemoWebUiServer node = new DemoWebUiServer(listening(port), modelsDir, wrapper);
        node.server.start();
        LOG.info("The demo node at {} generates images with tiny-emoji, a 14 MB model", node.url());
        return node;
    }

    /** Its URL, with the user and the random password that it requires. */
    public NodeUrl url() {
        return token.url(server.getAddress());
    }

    public Path modelsDir() {
        return modelsDir;
    }

    /** Interrupts the running job at its next step, rejects queued ones, and releases models and threads. Idempotent. */
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
            // the JDK's server sends header and body in separate segments, which Nagle's algorithm delays by 40 ms
            System.setProperty(NO_DELAY, "true");
        }
        try {
            return HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("The demo node cannot listen on 127.0.0.1:" + port, e);
        }
    }

    private static ExecutorService threads() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.numbered("demo-node"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
