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
package io.shardflow.nifi.kinesis;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.nifi.kinesis.settings.AuthenticationStrategy;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** One stream and one application of their own on the shared local stack, and a processor that reads them. */
public class ConsumerFixture implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static LocalStack stack;

    public final String stream = "stream-" + UUID.randomUUID();
    public final String application = "app-" + UUID.randomUUID();
    public final KinesisClient kinesis;
    public final DynamoDbClient dynamoDb;
    private final List<TestRunner> runners = new ArrayList<>();

    public ConsumerFixture(final int shards) {
        kinesis = stack().kinesisClient();
        dynamoDb = stack().dynamoDbClient();
        if (shards > 0) {
            LocalAws.createStream(kinesis, stream, shards);
        }
    }

    /** Started by the first test of the JVM, ended with it. */
    private static synchronized LocalStack stack() {
        if (stack == null) {
            stack = LocalStack.builder().with(Part.KINESIS, Part.DYNAMODB).start();
        }
        return stack;
    }

    public String kinesisEndpoint() {
        return stack().endpoint(Part.KINESIS).toString();
    }

    public String dynamoDbEndpoint() {
        return stack().endpoint(Part.DYNAMODB).toString();
    }

    /** A processor for the stream; stopped with this fixture. */
    public TestRunner runner() {
        return runner(new ConsumeKinesisStream());
    }

    /** As {@link #runner()}, of another make. */
    public TestRunner runner(final ConsumeKinesisStream processor) {
        final TestRunner runner = runner(processor, stream, application, kinesisEndpoint(), dynamoDbEndpoint());
        runners.add(runner);
        return runner;
    }

    public static TestRunner runner(
            final String stream, final String application, final String kinesis, final String dynamoDb) {
        return runner(new ConsumeKinesisStream(), stream, application, kinesis, dynamoDb);
    }

    /** Also for a processor that another class loader has loaded. */
    public static TestRunner runner(
            final Processor processor,
            final String stream,
            final String application,
            final String kinesis,
            final String dynamoDb) {
        final TestRunner runner = TestRunners.newTestRunner(processor);
        runner.setProperty(ConsumerProperties.STREAM_NAME.getName(), stream);
        runner.setProperty(ConsumerProperties.APPLICATION_NAME.getName(), application);
        runner.setProperty(AwsProperties.REGION.getName(), LocalAws.REGION.id());
        runner.setProperty(
                AwsProperties.AUTHENTICATION_STRATEGY.getName(), AuthenticationStrategy.ACCESS_KEY.getValue());
        runner.setProperty(AwsProperties.ACCESS_KEY_ID.getName(), LocalAws.ACCESS_KEY);
        runner.setProperty(AwsProperties.SECRET_ACCESS_KEY.getName(), LocalAws.SECRET_KEY);
        runner.setProperty(AwsProperties.KINESIS_ENDPOINT.getName(), kinesis);
        runner.setProperty(AwsProperties.DYNAMODB_ENDPOINT.getName(), dynamoDb);
        return runner;
    }

    /** Puts {"n":from} to {"n":to-1}, spread over the shards. */
    public void put(final int from, final int to) {
        for (int start = from; start < to; start += 500) {
            final List<PutRecordsRequestEntry> entries = IntStream.range(start, Math.min(to, start + 500))
                    .mapToObj(n -> PutRecordsRequestEntry.builder()
                            .partitionKey("key-" + n)
                            .data(SdkBytes.fromUtf8String("{\"n\":" + n + "}"))
                            .build())
                    .toList();
            kinesis.putRecords(request -> request.streamName(stream).records(entries));
        }
    }

    /** Puts one record as it is. */
    public void putRaw(final byte[] payload) {
        kinesis.putRecord(
                request -> request.streamName(stream).partitionKey("raw").data(SdkBytes.fromByteArray(payload)));
    }

    /** Waits for a line in the processor's error log, which is where bulletins come from, triggering meanwhile. */
    public static String awaitError(final TestRunner runner, final String part) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            runner.run(1, false, false);
                            return runner.getLogger().getErrorMessages().stream()
                                    .map(LogMessage::getMsg)
                                    .filter(message -> message.contains(part))
                                    .findFirst();
                        },
                        Optional::isPresent)
                .get();
    }

    /** What NiFi's local state holds after an earlier run. */
    public static void workerId(final TestRunner runner, final String id) {
        try {
            runner.getStateManager().setState(Map.of("worker.id", id), Scope.LOCAL);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void schedule(final TestRunner runner) {
        runner.run(1, false, true);
    }

    public static void unschedule(final TestRunner runner) {
        runner.run(0, true, false);
    }

    /** Triggers until so many records are in success. */
    public List<JsonNode> awaitRecords(final TestRunner runner, final int count) {
        return awaitRecords(runner, count, PATIENCE);
    }

    List<JsonNode> awaitRecords(final TestRunner runner, final int count, final Duration patience) {
        await().atMost(patience).pollInterval(Duration.ofMillis(5)).until(() -> {
            runner.run(1, false, false);
            return count(runner) >= count;
        });
        return records(runner);
    }

    /** What is in success. */
    public static List<JsonNode> records(final TestRunner runner) {
        return records(runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS));
    }

    public static int count(final TestRunner runner) {
        return runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS).stream()
                .mapToInt(flowFile -> Integer.parseInt(flowFile.getAttribute("record.count")))
                .sum();
    }

    public static List<JsonNode> records(final List<MockFlowFile> flowFiles) {
        final List<JsonNode> records = new ArrayList<>();
        for (final MockFlowFile flowFile : flowFiles) {
            new String(flowFile.toByteArray(), StandardCharsets.UTF_8).lines().forEach(line -> {
                try {
                    records.add(JSON.readTree(line));
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return records;
    }

    public static List<Integer> numbers(final List<JsonNode> records) {
        return records.stream().map(node -> node.get("n").asInt()).sorted().toList();
    }

    public static List<Integer> range(final int from, final int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    public AttributeValue leaseAttribute(final String shardId, final String name) {
        return dynamoDb.getItem(request -> request.tableName(application)
                        .consistentRead(true)
                        .key(Map.of("leaseKey", AttributeValue.fromS(shardId))))
                .item()
                .get(name);
    }

    /** Whether a shard that had a row is read to its end; its row goes when its children have checkpoints. */
    public boolean isFinished(final String shardId) {
        final AttributeValue checkpoint = leaseAttribute(shardId, "checkpoint");
        return checkpoint == null || checkpoint.s().equals("SHARD_END");
    }

    /** The workers that hold a lease. */
    public Set<String> leaseOwners() {
        return dynamoDb.scan(request -> request.tableName(application).consistentRead(true)).items().stream()
                .filter(item -> item.containsKey("leaseOwner"))
                .map(item -> item.get("leaseOwner").s())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        runners.forEach(ConsumerFixture::unschedule);
        kinesis.close();
        dynamoDb.close();
    }
}
