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
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.Installation;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.NifiLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The days on which rows come late or not at all: see {@link RunbookIT}. */
@Tag("long")
@ExtendWith(Shardflow.class)
class RunbookStandstillIT {
    private static final Pattern LOGGED_LAG = Pattern.compile("Shards held: (\\d+)\\. Lag: (\\d+\\.\\d) s");

    private static RunbookPage page;

    @TempDir
    private static Path folder;

    private final Connector connector = Shardflow.connector();

    @BeforeAll
    static void read() throws IOException {
        page = RunbookPage.read();
    }

    @Test
    void rowsComeLate() throws SQLException {
        try (BadDay day = BadDay.of(page.day("Rows come late"), "runbook-late")) {
            day.begin(200);

            day.page().says("the queue *records* is large: Snowflake is behind");
            BadDay.stop(Connector.SINK);
            day.run().produce(400);
            await().atMost(BadDay.LIMIT).until(() -> BadDay.records().flowFiles() > 0);
            await("the newest row grows old")
                    .atMost(BadDay.LIMIT)
                    .until(() -> Long.parseLong(BadDay.only(day.follow("SELECT TIMESTAMPDIFF"))) >= 3);
            assertThat(day.follow("SELECT START_TIME"))
                    .anySatisfy(row -> assertThat(row.get("query_text")).startsWith("COPY INTO"))
                    .allSatisfy(row -> assertThat(row.get("query_text")).doesNotContain("QUERY_HISTORY"));
            day.page().says("of *Put into Snowflake*, if [its transactions hold some of the shards only]");
            Shardflow.nifi().processors().concurrentTasks(BadDay.id(Connector.SINK), 4);
            BadDay.start(Connector.SINK);
            day.run().assertExact(600);

            day.page().says("the queue *records* is empty or small: the consumer is behind");
            BadDay.stop(Connector.CONSUMER);
            day.run().produce(200);
            assertThat(BadDay.records().flowFiles()).isZero();
            day.page().says("how far each is behind, who reads it, and for how long that worker has been silent");
            assertThat(StateProcessor.upload(Shardflow.nifi()).run(Map.of("Action", "DESCRIBE")))
                    .contains("shardId-000000000003")
                    .contains("Behind", "Worker", "Silent for");
            // the introduction: time is the only thing that runs out
            AwsCommand.of(page.introduction()
                            .command("aws kinesis increase-stream-retention-period")
                            .replace("STREAM", day.run().stream()))
                    .run(day.kinesis());
            assertThat(page.introduction().notFollowed()).isEmpty();
            assertThat(day.kinesis()
                            .describeStreamSummary(request -> request.streamName(day.run().stream()))
                            .streamDescriptionSummary()
                            .retentionPeriodHours())
                    .isEqualTo(168);
            BadDay.start(Connector.CONSUMER);
            day.run().assertExact(800);
            assertThat(Shardflow.nifi().monitoring().counters(BadDay.id(Connector.CONSUMER)))
                    .containsKeys("Lag Milliseconds", "Lag Milliseconds for shardId-000000000000");
            day.over();
        } finally {
            connector.stop();
            Shardflow.nifi().processors().concurrentTasks(BadDay.id(Connector.SINK), 2);
        }
    }

    @Test
    void nothingMovesAndThereIsNoBulletin() throws SQLException, IOException {
        try (BadDay day = BadDay.of(page.day("Nothing moves, and there is no bulletin"), "runbook-full")) {
            day.page().says("In the shipped flow only " + queuesThatCanBeFull());
            final NifiLog log = new NifiLog(Shardflow.stack().service(Part.NIFI).log());
            Shardflow.nifi().queues().limit(BadDay.records().id(), 1);
            day.begin(100);
            BadDay.stop(Connector.SINK);
            day.run().produce(400);
            await().atMost(BadDay.LIMIT).until(() -> BadDay.records().percentFull() >= 100);
            day.run().produce(400);

            day.page().says("The consumer says it itself after 30 s");
            day.awaitQuoted(-1);
            assertThat(day.run().bulletins())
                    .as("nobody else says anything")
                    .allSatisfy(bulletin -> assertThat(bulletin.sourceId()).isEqualTo(BadDay.id(Connector.CONSUMER)));
            await("the lag is logged").atMost(BadDay.LIMIT).until(() -> loggedLag(log) >= 20);

            day.page().says("Find why what is behind the full queue does not run: it is stopped");
            BadDay.start(Connector.SINK);
            day.run().assertExact(900);
            day.over();
        } finally {
            connector.stop();
            Shardflow.nifi().queues().limit(BadDay.records().id(), 10_000);
        }
    }

    /** The connections of the flow that hold back what fills them, in the page's words. */
    private static String queuesThatCanBeFull() throws IOException {
        final Map<String, String> full = new TreeMap<>();
        for (final JsonNode connection : new ObjectMapper()
                .readTree(Installation.flowDefinition().toFile())
                .at("/flowContents/connections")) {
            final int flowFiles = connection.path("backPressureObjectThreshold").asInt();
            if (flowFiles > 0) {
                full.put(
                        connection.path("name").asText(),
                        String.format(
                                Locale.ROOT,
                                "%,d FlowFiles or %s",
                                flowFiles,
                                connection.path("backPressureDataSizeThreshold").asText()));
            }
        }
        assertThat(full).containsOnlyKeys("records", "mended");
        return "*records* can be, with %s, and *mended* of the way back".formatted(full.get("records"));
    }

    /** Seconds, the greatest that a line has. */
    private static double loggedLag(final NifiLog log) {
        return log.lines().stream()
                .map(line -> LOGGED_LAG.matcher(line.text()))
                .filter(Matcher::find)
                .mapToDouble(lag -> Double.parseDouble(lag.group(2)))
                .max()
                .orElse(-1);
    }

    @Test
    void aDiskIsFull() throws SQLException, IOException {
        final Path spool = Files.createDirectory(folder.resolve("spool"));
        final Path away = folder.resolve("away");
        try (BadDay day = BadDay.of(page.day("A disk is full"), "runbook-disk")) {
            connector.configure(Connector.SINK, Map.of("Spool Directory", spool.toString()));
            day.begin(100);
            day.page().says("a folder that cannot be written stands for the full disk of Spool Directory");
            Files.move(spool, away);
            Files.createFile(spool);
            day.run().produce(100);
            day.awaitSaid(-1, "check 'Spool Directory': free space and rights");

            day.page().says("Make room. Both go on by themselves");
            Files.delete(spool);
            Files.move(away, spool);
            day.run().assertExact(200);
            day.page().says("Move *Spool Directory* to another disk");
            BadDay.stop(Connector.SINK);
            connector.configure(
                    Connector.SINK,
                    Map.of(
                            "Spool Directory",
                            Files.createDirectory(folder.resolve("other")).toString()));
            BadDay.start(Connector.SINK);
            day.run().produce(100);
            day.run().assertExact(300);
            day.over();
        } finally {
            final Map<String, String> none = new TreeMap<>();
            none.put("Spool Directory", null);
            connector.configure(Connector.SINK, none);
        }
    }
}
