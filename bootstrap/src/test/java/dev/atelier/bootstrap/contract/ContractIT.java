package dev.atelier.bootstrap.contract;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.localgpu.training.StandInTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls every operation in the documents of the three generations on the shipped jar: the examples verbatim, every
 * field of the responses, and invalid requests.
 */
class ContractIT {

    private static final Path TABLE = Path.of("target", "contract.md");
    private static final CoverageReport LEDGER = new CoverageReport();

    @TempDir
    static Path folder;

    private AtelierProcess service;

    @AfterAll
    static void publish() throws IOException {
        LEDGER.publish(TABLE);
    }

    @TestFactory
    Stream<DynamicNode> documents() {
        return operations(Compatibility.DOCUMENTS, LEDGER);
    }

    /** Once more, in the mode that follows the reference implementation. */
    @TestFactory
    Stream<DynamicNode> esd() {
        return operations(Compatibility.ESD, new CoverageReport());
    }

    private Stream<DynamicNode> operations(Compatibility mode, CoverageReport coverageReport) {
        AtelierProcess.Setup setup = AtelierProcess.in(
                        folder.resolve(mode.word()).resolve("data"))
                .brief()
                .with("ATELIER_COMPATIBILITY", mode.word())
                .with("ATELIER_IMPORT_WORKERS", 0) // the documents' example names a server of the real world
                .with("ATELIER_LOCAL_GPU_TRAINING_COMMAND", StandInTrainer.command());
        ContractFixture.USERS.forEach(user -> setup.jvm("-Datelier.api-keys." + user + ".key=" + Generation.key(user))
                .jvm("-Datelier.api-keys." + user + ".user=" + user));
        service = setup.start();
        ContractFixture contractFixture = new ContractFixture(service.client());
        ContractFixture2023 stage2023 = new ContractFixture2023(contractFixture, service.client());
        contractFixture.populate();
        return Arrays.stream(Generation.values())
                .flatMap(generation -> generation.operations.stream()
                        .filter(operation -> mode == Compatibility.DOCUMENTS || mode.differs(operation))
                        .peek(operation -> coverageReport.expect(generation, operation))
                        .<DynamicNode>map(operation -> dynamicContainer(
                                generation + " " + operation.name(),
                                new NegativeCases(new ContractCall(
                                                generation == Generation.V2023_07_05 ? stage2023 : contractFixture,
                                                service.client(),
                                                mode,
                                                generation,
                                                operation))
                                        .all(coverageReport))))
                .onClose(service::close);
    }
}
