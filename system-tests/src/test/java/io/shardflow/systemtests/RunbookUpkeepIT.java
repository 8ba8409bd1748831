/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.Installation;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.Nars.Nar;
import io.shardflow.localstack.nifi.Verification;
import io.shardflow.localstack.snowflake.LocalAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The days that somebody plans: see {@link RunbookIT}. */
@Tag("long")
@ExtendWith(Shardflow.class)
class RunbookUpkeepIT {
    private static final String NEXT_VERSION = "9.9.9";

    private static RunbookPage page;

    @TempDir
    private static Path folder;

    private final Connector connector = Shardflow.connector();

    @BeforeAll
    static void read() throws IOException {
        page = RunbookPage.read();
    }

    @Test
    void aKeyWasRotatedOrHasExpired() throws SQLException {
        final LocalAccount next = new LocalAccount();
        try (BadDay day = BadDay.of(page.day("A key was rotated, or has expired"), "runbook-keys")) {
            day.begin(100);
            day.page().says("set both parameters (NiFi restarts the consumer)");
            connector.set(Map.of(
                    "AWS Access Key ID",
                    LocalAws.ACCESS_KEY,
                    "AWS Secret Access Key",
                    "next-secret-key-of-this-machine"));
            day.run().produce(100);
            day.run().assertExact(200);

            day.page().says("NiFi stops what uses them, disables and enables the pool, and starts it again");
            day.execute(day.printed("ALTER USER SHARDFLOW SET RSA_PUBLIC_KEY_2")
                    .replace("…", withoutFirstAndLastLine(next.publicKeyPem())));
            connector.set(Map.of("Snowflake Private Key", next.privateKeyPem()));
            day.run().produce(100);
            day.run().assertExact(300);
            day.follow("ALTER USER SHARDFLOW UNSET RSA_PUBLIC_KEY");
            // with new sessions
            day.run().stop();
            Shardflow.nifi().controllerServices().disableAll(connector.groupId(), BadDay.LIMIT);
            day.run().start();
            day.run().produce(100);
            day.run().assertExact(400);
            day.follow("ALTER USER SHARDFLOW SET MINS_TO_UNLOCK");
            day.over();
        } finally {
            restoreKeys();
        }
    }

    private void restoreKeys() throws SQLException {
        final LocalAccount account = Shardflow.stack().account();
        try (Connection connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE));
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER USER SHARDFLOW SET RSA_PUBLIC_KEY = '"
                    + withoutFirstAndLastLine(account.publicKeyPem()) + "'");
            statement.execute("ALTER USER SHARDFLOW UNSET RSA_PUBLIC_KEY_2");
        }
        connector.set(
                Map.of("AWS Secret Access Key", LocalAws.SECRET_KEY, "Snowflake Private Key", account.privateKeyPem()));
    }

    private static String withoutFirstAndLastLine(final String pem) {
        return pem.lines().filter(line -> !line.startsWith("---")).collect(Collectors.joining("\n"));
    }

    @Test
    void anUpgradeAndTheWayBack() throws SQLException, IOException {
        try (BadDay day = BadDay.of(page.day("An upgrade, and the way back"), "runbook-upgrade")) {
            day.begin(200);
            final String before = Shardflow.nifi()
                    .versions()
                    .of(connector.groupId())
                    .iterator()
                    .next();
            final String ledger = BadDay.only(day.execute("SELECT LEDGER_ID FROM %s_SHARDFLOW_GUARD"
                    .formatted(day.run().tableName())));
            day.page().says("Stop the consumer, and let the queues run empty");
            BadDay.stop(Connector.CONSUMER);
            day.run().awaitDrained();
            day.page().says("Upload the new NAR");
            final Nar next = Shardflow.nifi().nars().upload(NextNar.write(folder, NEXT_VERSION));
            try {
                changeVersion(NEXT_VERSION);
                day.page().says("*Verify*, start");
                assertThat(Shardflow.nifi().processors().verify(BadDay.id(Connector.CONSUMER), BadDay.LIMIT))
                        .extracting(Verification::outcome)
                        .doesNotContain("FAILED");
                day.run().start();
                day.run().produce(100);
                day.run().assertExact(300);
                day.page().says("The way back is the same with the old NAR");
                BadDay.stop(Connector.CONSUMER);
                day.run().awaitDrained();
            } finally {
                changeVersion(before);
                Shardflow.nifi().nars().delete(next.id());
            }
            day.run().start();
            day.run().produce(100);
            day.run().assertExact(400);
            day.page().says("State table, guard and ledger stay");
            assertThat(BadDay.only(day.execute("SELECT LEDGER_ID FROM %s_SHARDFLOW_GUARD"
                            .formatted(day.run().tableName()))))
                    .isEqualTo(ledger);

            day.page().says("Where it replaces one of the same version, NiFi restarts the components by itself");
            Shardflow.nifi().nars().upload(Installation.nar());
            day.run().produce(100);
            day.run().assertExact(500);
            day.over();
        }
    }

    /** Stops, and chooses a version for the processors and the pool as <i>Change Version</i> in their menus does. */
    private void changeVersion(final String version) {
        connector.stop();
        Shardflow.nifi().controllerServices().disableAll(connector.groupId(), BadDay.LIMIT);
        Shardflow.nifi().versions().change(connector.groupId(), version);
        assertThat(Shardflow.nifi().versions().of(connector.groupId())).containsExactly(version);
    }
}
