package dev.atelier.application.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ImportTransfer.Progress;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ImportTransferTest {

    private final AtomicLong nanos = new AtomicLong();
    private final ImportTransfer transfer = new ImportTransfer(nanos::get);

    @Test
    void theRateIsWhatArrivedBetweenTwoLooksAndWhatWasThereBeforeDoesNotCount() {
        transfer.begin(2, 5000);
        transfer.at(5100, OptionalLong.of(9000));
        transfer.at(5400, OptionalLong.of(9000));
        pass(2);

        assertThat(transfer.progress()).isEqualTo(new Progress(2, 5400, OptionalLong.of(9000), 200));

        pass(2);
        assertThat(transfer.progress().bytesPerSecond()).isEqualTo(140); // it fades when nothing comes
    }

    @Test
    void aFileThatBeginsAgainCountsNothingBackwards() {
        transfer.begin(0, 0);
        transfer.at(100, OptionalLong.empty());
        transfer.at(0, OptionalLong.empty());
        transfer.at(50, OptionalLong.empty());
        pass(1);

        assertThat(transfer.progress()).isEqualTo(new Progress(0, 50, OptionalLong.empty(), 150));
    }

    @Test
    void aStopCancelsTheRequestUnderWayAndEveryLaterOne() throws Exception {
        AtomicInteger cancelled = new AtomicInteger();
        transfer.onStop(cancelled::incrementAndGet);
        transfer.requireRunning();
        transfer.pause(Duration.ofMillis(1));

        transfer.stop();
        transfer.onStop(cancelled::incrementAndGet);

        assertThat(cancelled).hasValue(2);
        assertThat(transfer.isStopped()).isTrue();
        assertThatThrownBy(transfer::requireRunning).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> transfer.pause(Duration.ofDays(1))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
