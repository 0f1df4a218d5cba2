package dev.atelier.bootstrap.console;

import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.demo.DemoWebUiServer;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.training.StandInTrainer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The shipped jar over two nodes, with three users: the demo node, whose images are worth a look, and a simulated one, which takes
 * its time and has previews. A stand-in for kohya trains.
 */
final class Studio implements AutoCloseable {

    /** May do all that the console offers. */
    static final String ROSA = "rosa";

    /** May look at their own jobs. */
    static final String VERA = "vera";

    /** May do what no page offers. */
    static final String THEO = "theo";

    /** Of each of them. */
    static final String PASSWORD = "a long enough password";

    /** Takes some seconds on the simulated node. */
    static final String SLOW = "a lighthouse at dusk";

    /** Takes an hour there. */
    static final String ENDLESS = "every wave of the sea";

    /** The simulated node alone has it; the demo node answers for the other one. */
    static final String MODEL = WebUiSimulator.SECOND_MODEL;

    /** Of the simulated node. */
    static final String CONTROL_NET = "control_canny";

    static final String DEMO_MODEL = "tiny-emoji.safetensors";

    final WebUiSimulator node;
    private final DemoWebUiServer demo;
    private final AtelierProcess service;

    private Studio(WebUiSimulator node, DemoWebUiServer demo, AtelierProcess service) {
        this.node = node;
        this.demo = demo;
        this.service = service;
    }

    static Studio start(Path folder) {
        WebUiSimulator node = WebUiSimulator.start()
                .has(CheckpointType.CONTROL_NET, CONTROL_NET + ".safetensors")
                .generatesIn(SLOW, Duration.ofSeconds(10))
                .generatesIn(ENDLESS, Duration.ofHours(1));
        DemoWebUiServer demo = DemoWebUiServer.start(0, folder.resolve("demo"));
        AtelierProcess service = AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_LOCAL_GPU_NODES", node.url() + "," + demo.url().base())
                .with("ATELIER_LOCAL_GPU_TRAINING_COMMAND", StandInTrainer.command())
                .with("ATELIER_LOCAL_GPU_TRAINING_REPORT_INTERVAL", "200ms")
                .start();
        Studio studio = new Studio(node, demo, service);
        service.client().endpoint("studio", "Real-time", 1);
        studio.user(ROSA, "IT Operator");
        studio.role("viewer", "inference:list");
        studio.user(VERA, "viewer");
        studio.role("trainer", "train:create");
        studio.user(THEO, "trainer");
        return studio;
    }

    private void role(String name, String permission) {
        String role = "{\"role_name\": \"%s\", \"permissions\": [\"%s\"]}".formatted(name, permission);
        service.client().call("POST", "/roles", role).data(201);
    }

    private void user(String name, String role) {
        String user = "{\"username\": \"%s\", \"password\": \"%s\", \"roles\": [\"%s\"]}";
        service.client()
                .call("POST", "/users", user.formatted(name, PASSWORD, role))
                .data(201);
    }

    URI url() {
        return service.url();
    }

    @Override
    public void close() {
        service.close();
        demo.close();
        node.close();
    }
}
