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
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.localstack.Installation;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.nifi.Component;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.NifiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Consumers that have nothing to do, in a NiFi with the ten timer threads that it has when nobody sets their number. */
@Tag("long")
class IdleConsumersIT {

    private static final int CONSUMERS = 20;
    private static final String SHARD = "shardId-000000000000";
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration OBSERVED = Duration.ofSeconds(20);

    /** A record leaves within so many milliseconds of the answer that brought it. */
    private static final long AT_ONCE = 50;

    private final LocalStack stack = LocalStack.builder()
            .with(Part.KINESIS, Part.DYNAMODB, Part.NIFI)
            .nifi(new NifiServer.Options(List.of("-Xms512m", "-Xmx2g"), List.of(Installation.nar(), nar())))
            .start();
    private final NifiClient nifi = stack.nifiClient();
    private final KinesisClient kinesis = stack.kinesisClient();
    private final DynamoDbClient dynamoDb = stack.dynamoDbClient();

    @BeforeEach
    void makeStream() {
        LocalAws.createStream(kinesis, "idle", 1);
    }

    @AfterEach
    void close() {
        dynamoDb.close();
        kinesis.close();
        nifi.close();
        stack.close();
    }

    @Test
    void twentyIdleConsumersLeaveNifisThreadsToOthers() {
        assertThat(nifi.monitoring().timerThreads()).isEqualTo(10);
        final Flow flow = new Flow();
        IntStream.range(0, CONSUMERS).forEach(n -> flow.consumer("consumer-" + n, "20 millis"));
        flow.probe("beat", "Beat", "10 millis");
        final String group = flow.upload();
        for (int n = 0; n < CONSUMERS; n++) {
            configure(group, "consumer-" + n, stack.endpoint(Part.KINESIS).toString());
        }
        nifi.processGroups().start(group, LIMIT);
        awaitLeases(CONSUMERS);

        final String beat = idOf(group, "beat");
        final long cpuBefore = cpuMillis();
        final long beatsBefore = beats(beat);
        final List<Integer> active = new ArrayList<>();
        final long end = System.nanoTime() + OBSERVED.toNanos();
        while (System.nanoTime() < end) {
            active.add(nifi.monitoring().activeThreads());
            await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        }
        final long beats = beats(beat) - beatsBefore;
        final double threads =
                active.stream().mapToInt(count -> count).average().orElseThrow();
        System.out.printf(
                "%d idle consumers: %.2f of 10 NiFi threads at work, NiFi uses %.2f of a processor core, another processor is"
                        + " triggered %.1f times a second%n",
                CONSUMERS,
                threads,
                (cpuMillis() - cpuBefore) / (double) OBSERVED.toMillis(),
                beats / (double) OBSERVED.toSeconds());
        assertThat(threads).isLessThan(5);
        // every 10 ms were 100 times a second; with waiting consumers it was 9
        assertThat(beats).isGreaterThan(20 * OBSERVED.toSeconds());
        nifi.processGroups().stop(group, LIMIT);
    }

    @Test
    void aRecordLeavesAtOnceWhetherYieldDurationIsShortOrNifisDefault() throws IOException {
        final Flow flow = new Flow();
        final List<String> durations = List.of("20 millis", "1 sec");
        for (final String yieldDuration : durations) {
            flow.consumer(yieldDuration, yieldDuration);
            flow.probe("births " + yieldDuration, "Births", "0 sec");
            flow.connect(yieldDuration, "births " + yieldDuration);
        }
        final String group = flow.upload();
        for (final String yieldDuration : durations) {
            try (AnswerTimes answers = new AnswerTimes(stack.endpoint(Part.KINESIS))) {
                configure(group, yieldDuration, answers.endpoint());
                nifi.processors().start(idOf(group, "births " + yieldDuration), LIMIT);
                nifi.processors().start(idOf(group, yieldDuration), LIMIT);
                awaitLeases(1 + durations.indexOf(yieldDuration));
                final String births = idOf(group, "births " + yieldDuration);
                final int warm = put(births, 5);
                final int all = put(births, 20);
                final List<Long> delays = delays(answers.times(), made(births), warm);
                System.out.printf(
                        "Yield Duration %s: milliseconds from answer to FlowFile %s%n", yieldDuration, delays);
                assertThat(delays).hasSize(all - warm);
                assertThat(delays.get(delays.size() / 2)).isLessThanOrEqualTo(AT_ONCE);
                nifi.processors().stop(idOf(group, yieldDuration), LIMIT);
            }
        }
    }

    /** Puts one record after the other, each when the one before has become a FlowFile; how many there are then. */
    private int put(final String births, final int records) {
        for (int n = 0; n < records; n++) {
            final int before = made(births).size();
            kinesis.putRecord(request -> request.streamName("idle")
                    .partitionKey("key")
                    .data(SdkBytes.fromUtf8String("{\"n\":\"" + "x".repeat(AnswerTimes.RECORD_BYTES) + "\"}")));
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> made(births).size() > before);
            // beyond Max Batch Duration, so that the next is ready as soon as it is there
            await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
        }
        return made(births).size();
    }

    private List<Long> made(final String births) {
        return nifi.monitoring().counters(births).keySet().stream()
                .map(Long::valueOf)
                .sorted()
                .toList();
    }

    private static List<Long> delays(final List<Long> answers, final List<Long> made, final int warm) {
        return made.stream()
                .skip(warm)
                .map(time -> time
                        - answers.stream()
                                .filter(answer -> answer <= time)
                                .mapToLong(answer -> answer)
                                .max()
                                .orElseThrow())
                .sorted()
                .toList();
    }

    private void awaitLeases(final int consumers) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> dynamoDb.listTables().tableNames().stream()
                                .filter(table -> dynamoDb.scan(request -> request.tableName(table)).items().stream()
                                        .anyMatch(
                                                item -> item.get("leaseKey").s().equals(SHARD)
                                                        && item.containsKey("leaseOwner")))
                                .count()
                        >= consumers);
    }

    private void configure(final String group, final String name, final String kinesisEndpoint) {
        nifi.processors()
                .configure(
                        idOf(group, name),
                        Map.of(
                                "Stream Name",
                                "idle",
                                "Application Name",
                                "app-" + name.replace(' ', '-'),
                                "Region",
                                LocalAws.REGION.id(),
                                "Authentication Strategy",
                                "ACCESS_KEY",
                                "Access Key ID",
                                LocalAws.ACCESS_KEY,
                                "Secret Access Key",
                                LocalAws.SECRET_KEY,
                                "Kinesis Endpoint Override URL",
                                kinesisEndpoint,
                                "DynamoDB Endpoint Override URL",
                                stack.endpoint(Part.DYNAMODB).toString()));
    }

    private String idOf(final String group, final String name) {
        return nifi.processGroups().processors(group).stream()
                .filter(processor -> processor.name().equals(name))
                .map(Component::id)
                .findFirst()
                .orElseThrow();
    }

    private long beats(final String id) {
        return nifi.monitoring().counters(id).getOrDefault("beats", 0L);
    }

    private long cpuMillis() {
        return ProcessHandle.of(stack.service(Part.NIFI).pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toMillis)
                .orElse(0L);
    }

    private static Path nar() {
        try {
            return ProbeNar.write();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A flow definition under construction: parts of the one that is shipped, with other names and types. */
    private final class Flow {

        private final JsonNode shipped;
        private final ObjectNode definition;
        private final ArrayNode processors;
        private final ArrayNode connections;

        Flow() {
            try {
                shipped = new ObjectMapper()
                        .readTree(Installation.flowDefinition().toFile());
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            definition = shipped.deepCopy();
            definition.putObject("parameterContexts");
            final ObjectNode contents = (ObjectNode) definition.get("flowContents");
            contents.remove("parameterContextName");
            List.of("labels", "funnels", "controllerServices").forEach(contents::putArray);
            processors = contents.putArray("processors");
            connections = contents.putArray("connections");
        }

        void consumer(final String name, final String yieldDuration) {
            processor(name, "success", "parse.failure").put("yieldDuration", yieldDuration);
        }

        void probe(final String name, final String type, final String schedulingPeriod) {
            final ObjectNode probe = processor(name).put("schedulingPeriod", schedulingPeriod);
            probe.put("type", "io.shardflow.systemtests.probes." + type);
            probe.putObject("bundle")
                    .put("group", ProbeNar.GROUP)
                    .put("artifact", ProbeNar.ARTIFACT)
                    .put("version", ProbeNar.VERSION);
        }

        private ObjectNode processor(final String name, final String... dropped) {
            final ObjectNode processor =
                    shipped.at("/flowContents/processors/0").deepCopy();
            processors.add(processor.put("identifier", id(name)).put("name", name));
            processor.putObject("properties");
            final ArrayNode relationships = processor.putArray("autoTerminatedRelationships");
            List.of(dropped).forEach(relationships::add);
            return processor;
        }

        /** Sends what the consumer makes to the probe. */
        void connect(final String source, final String destination) {
            final ObjectNode connection =
                    shipped.at("/flowContents/connections/0").deepCopy();
            connections.add(connection.put("identifier", id(source + " to " + destination)));
            end(connection, "source", source);
            end(connection, "destination", destination);
            connection.putArray("selectedRelationships").add("success");
            processors.forEach(processor -> {
                if (processor.path("name").asText().equals(source)) {
                    ((ObjectNode) processor)
                            .putArray("autoTerminatedRelationships")
                            .add("parse.failure");
                }
            });
        }

        private void end(final ObjectNode connection, final String end, final String name) {
            ((ObjectNode) connection.get(end))
                    .put("id", id(name))
                    .put("type", "PROCESSOR")
                    .put("name", name);
        }

        private static String id(final String name) {
            return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
        }

        String upload() {
            return nifi.processGroups().upload(nifi.processGroups().rootId(), "idle", definition.toString());
        }
    }
}
