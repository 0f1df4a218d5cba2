package dev.atelier.localgpu.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessGroupTest {

    private static final Duration GRACE = Duration.ofSeconds(6);

    @Test
    void aProcessThatIsBeingStoppedDoesNotOutliveTheServiceByMoreThanTheGrace() throws Exception {
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        ProcessHandle stubborn;
        try (BufferedReader output = service.inputReader()) {
            String pid = output.lines()
                    .filter(line -> line.matches("\\d+"))
                    .findFirst()
                    .orElseThrow();
            stubborn = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        }
        service.waitFor();

        assertThat(service.exitValue()).isEqualTo(Service.KILLED);
        assertThat(stubborn.isAlive()).isTrue();
        await().atMost(GRACE.multipliedBy(4)).until(() -> !stubborn.isAlive());
    }

    /** Is killed while it stops a process that takes no notice of the request to end. */
    static final class Service {

        static final int KILLED = 42;

        private Service() {}

        public static void main(String[] arguments) throws Exception {
            ProcessGroup group = ProcessGroup.detect();
            Process stubborn = new ProcessBuilder(
                            group.leading(
                                    List.of(
                                            "sh",
                                            "-c",
                                            "trap 'echo asked' TERM; echo ready; i=0; while [ $i -lt 60 ]; do sleep 1; i=$((i+1)); done")))
                    .start();
            BufferedReader said = stubborn.inputReader();
            said.readLine();
            Thread killer = new Thread(() -> group.kill(stubborn.toHandle(), GRACE));
            killer.setDaemon(true);
            killer.start();
            said.readLine(); // the request to end was sent
            System.out.println(stubborn.pid());
            System.out.flush();
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
