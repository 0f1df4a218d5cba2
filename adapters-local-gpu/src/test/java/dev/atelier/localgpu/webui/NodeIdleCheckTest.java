package dev.atelier.localgpu.webui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NodeIdleCheckTest {

    private static final Progress IDLE = new Progress(0, 0, "20240101000000", false, false, "", 0, 0, 0);
    private static final Progress BUSY =
            new Progress(0.5, 1, "20240101000000", false, false, "scripts_txt2img", 0, 0, 0);

    private final AtomicLong nanos = new AtomicLong();
    private final NodeIdleCheck check = new NodeIdleCheck(null, nanos::get);

    @Test
    void aNodeCountsAsIdleOnlyAsLongAsOthersHardlyCouldUseIt() {
        assertThat(check.wasIdleRecently()).isFalse();

        check.record(IDLE);
        nanos.addAndGet(NodeIdleCheck.OTHERS_PAUSE.toNanos() - 1);
        assertThat(check.wasIdleRecently()).isTrue();

        nanos.addAndGet(1);
        assertThat(check.wasIdleRecently()).isFalse();
    }

    @Test
    void aNodeThatWasBusyIsAskedAgain() {
        check.record(IDLE);
        check.record(BUSY);

        assertThat(check.wasIdleRecently()).isFalse();
    }
}
