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
package io.shardflow.benchmarks.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.benchmarks.stream.SequenceNumbers;
import io.shardflow.benchmarks.stream.StreamShape;
import java.math.BigInteger;

/** The calls about streams and shards. Streams are there without having been made: their names say what they hold. */
final class StreamCalls {

    private static final BigInteger KEYS = BigInteger.TWO.pow(128);
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";

    private final long createdMillis;

    /** @param createdMillis when all streams were made, milliseconds since 1970 */
    StreamCalls(final long createdMillis) {
        this.createdMillis = createdMillis;
    }

    /** An error that is the client's. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String type;

        /** @param type of the exception that an AWS SDK makes of it */
        Refused(final String type, final String message) {
            super(message);
            this.type = type;
        }

        String type() {
            return type;
        }
    }

    /**
     * The answer.
     *
     * @throws Refused when there is no such stream or operation
     */
    ObjectNode answer(final String operation, final JsonNode request, final Encoding encoding) {
        final ObjectNode answer = encoding.mapper().createObjectNode();
        switch (operation) {
            case "DescribeStreamSummary" -> describe(stream(request), encoding, answer);
            case "ListShards" -> listShards(stream(request), answer.putArray("Shards"));
            case "GetShardIterator" ->
                answer.put("ShardIterator", iterator(request).text());
            default -> throw new Refused("UnknownOperationException", "the replay server does not answer " + operation);
        }
        return answer;
    }

    private void describe(final StreamShape stream, final Encoding encoding, final ObjectNode answer) {
        final ObjectNode summary = answer.putObject("StreamDescriptionSummary");
        summary.put("StreamName", stream.name())
                .put("StreamARN", ARN + stream.name())
                .put("StreamStatus", "ACTIVE")
                .put("RetentionPeriodHours", 24)
                .put("EncryptionType", "NONE")
                .put("OpenShardCount", stream.shards())
                .put("ConsumerCount", 0)
                .set("StreamCreationTimestamp", encoding.time(createdMillis));
        summary.putObject("StreamModeDetails").put("StreamMode", "PROVISIONED");
        summary.putArray("EnhancedMonitoring");
    }

    private static void listShards(final StreamShape stream, final ArrayNode shards) {
        final BigInteger count = BigInteger.valueOf(stream.shards());
        for (int i = 0; i < stream.shards(); i++) {
            final BigInteger first = KEYS.multiply(BigInteger.valueOf(i)).divide(count);
            final BigInteger end = KEYS.multiply(BigInteger.valueOf(i + 1L)).divide(count);
            final ObjectNode shard = shards.addObject().put("ShardId", StreamShape.shardId(i));
            shard.putObject("HashKeyRange")
                    .put("StartingHashKey", first.toString())
                    .put("EndingHashKey", end.subtract(BigInteger.ONE).toString());
            shard.putObject("SequenceNumberRange").put("StartingSequenceNumber", SequenceNumbers.of(0));
        }
    }

    private static ShardIterator iterator(final JsonNode request) {
        final StreamShape stream = stream(request);
        final String shardId = request.path("ShardId").asText();
        final int shard = Integer.parseInt(shardId.substring(shardId.lastIndexOf('-') + 1));
        final String number = request.path("StartingSequenceNumber").asText();
        final long ordinal =
                switch (request.path("ShardIteratorType").asText()) {
                    case "AT_SEQUENCE_NUMBER" -> SequenceNumbers.ordinal(number);
                    case "AFTER_SEQUENCE_NUMBER" -> SequenceNumbers.ordinal(number) + 1;
                    case "LATEST" -> stream.shardRecords();
                    default -> 0;
                };
        return new ShardIterator(stream, shard, ordinal);
    }

    private static StreamShape stream(final JsonNode request) {
        final String arn = request.path("StreamARN").asText();
        final String name =
                arn.isEmpty() ? request.path("StreamName").asText() : arn.substring(arn.lastIndexOf('/') + 1);
        try {
            return StreamShape.ofName(name);
        } catch (final IllegalArgumentException e) {
            throw new Refused("ResourceNotFoundException", e.getMessage());
        }
    }
}
