package dev.atelier.bootstrap;

import dev.atelier.persistence.testing.S3Server;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same with the files in an S3 server. */
class DocumentedFlowInS3IT extends DocumentedFlowIT {

    private static S3Server s3;

    @BeforeAll
    static void startS3() {
        s3 = S3Server.start();
    }

    @AfterAll
    static void stopS3() {
        s3.close();
    }

    @Override
    AtelierProcess.Setup service(Path data) {
        return super.service(data).filesIn(s3);
    }
}
