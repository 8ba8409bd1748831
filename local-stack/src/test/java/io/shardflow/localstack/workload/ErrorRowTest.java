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
package io.shardflow.localstack.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorRowTest {

    private static final long ARRIVAL = 1_770_000_000_000L;
    private static final BadRecords.Place PLACE = new BadRecords.Place("shardId-000000000000", "1000");
    private static final String WHY_ARRAY = "the record is not a JSON object";
    private static final String WHY_TEXT = "TOTAL: text where a number is expected; mend it";

    private static final BadRecords.Sent OF_CONSUMER =
            new BadRecords.Sent(BadRecord.ARRAY, "bad-7", BadRecord.ARRAY.payload(7));

    private static final BadRecords.Sent OF_SINK =
            new BadRecords.Sent(BadRecord.TEXT_FOR_A_NUMBER, "bad-8", BadRecord.TEXT_FOR_A_NUMBER.payload(8));

    private static final ObjectNode OF_ARRAY = metadata("orders", "bad-7");
    private static final ObjectNode OF_TEXT = metadata("orders>ORDERS", "bad-8");

    private final Arrivals arrivals = new Arrivals();

    @Test
    void hasWhatWasSentAndWhyItWasRefused() {
        arrivals.add(PLACE, ARRIVAL);
        assertThat(array(OF_ARRAY, WHY_ARRAY).isOf(OF_CONSUMER, "orders", arrivals))
                .isTrue();
        assertThat(text(OF_TEXT, WHY_TEXT).isOf(OF_SINK, "orders", arrivals)).isTrue();
        assertThat(array(OF_ARRAY, WHY_ARRAY).place()).isEqualTo(PLACE);
    }

    @Test
    void isNotOfTheRecordIfOneThingDiffers() {
        assertThat(List.of(
                        array(metadata("others", "bad-7"), WHY_ARRAY),
                        array(metadata("orders>ORDERS", "bad-7"), WHY_ARRAY),
                        array(metadata("orders", "bad-8"), WHY_ARRAY),
                        array(metadata("orders", ""), WHY_ARRAY),
                        text(OF_ARRAY, WHY_ARRAY),
                        array(OF_ARRAY, "the record is empty"),
                        array(OF_ARRAY, ""),
                        new ErrorRow(OF_ARRAY.toString(), "no Base64", WHY_ARRAY)))
                .noneMatch(row -> row.isOf(OF_CONSUMER, "orders", arrivals));
    }

    @Test
    void allOfTheMetadataIsCompared() {
        for (final String part : KinesisMetadata.SUB_FIELDS) {
            if (!part.equals(KinesisMetadata.SHARD_ID)) {
                assertThat(array(OF_ARRAY.deepCopy().put(part, "7"), WHY_ARRAY).isOf(OF_CONSUMER, "orders", arrivals))
                        .as(part)
                        .isFalse();
            }
            final ObjectNode less = OF_ARRAY.deepCopy();
            less.remove(part);
            assertThat(array(less, WHY_ARRAY).place().equals(PLACE)
                            && array(less, WHY_ARRAY).isOf(OF_CONSUMER, "orders", arrivals))
                    .as("without " + part)
                    .isFalse();
        }
        assertThat(new ErrorRow("", "", "").place()).isNotEqualTo(PLACE);
    }

    @Test
    void theArrivalIsTheStreams() {
        arrivals.add(PLACE, ARRIVAL + 1);
        assertThat(array(OF_ARRAY, WHY_ARRAY).isOf(OF_CONSUMER, "orders", arrivals))
                .isFalse();
    }

    @Test
    void ofATableTheReasonNamesTheColumn() {
        assertThat(text(OF_TEXT, "EXPRESS: not a number").isOf(OF_SINK, "orders", arrivals))
                .isFalse();
        assertThat(text(metadata("orders", "bad-8"), WHY_TEXT).isOf(OF_SINK, "orders", arrivals))
                .as("without the table that refused it")
                .isFalse();
    }

    @Test
    void whatATableRefusedKeepsTheMetadataOfItsRecord() {
        for (final String part : KinesisMetadata.SUB_FIELDS) {
            final ObjectNode other = metadata("orders", "bad-8").put(part, "7");
            assertThat(new ErrorRow(OF_TEXT.toString(), base64(withMetadata(other)), WHY_TEXT)
                            .isOf(OF_SINK, "orders", arrivals))
                    .as(part)
                    .isFalse();
        }
    }

    private static ErrorRow array(final ObjectNode metadata, final String reason) {
        return new ErrorRow(
                metadata.toString(), base64(new String(OF_CONSUMER.payload(), StandardCharsets.UTF_8)), reason);
    }

    private static ErrorRow text(final ObjectNode metadata, final String reason) {
        return new ErrorRow(metadata.toString(), base64(withMetadata(metadata("orders", "bad-8"))), reason);
    }

    private static String withMetadata(final ObjectNode metadata) {
        return "{\"kinesisMetadata\":" + metadata + ","
                + new String(OF_SINK.payload(), StandardCharsets.UTF_8).substring(1);
    }

    private static String base64(final String raw) {
        return Base64.getEncoder().encodeToString(raw.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode metadata(final String stream, final String partitionKey) {
        return new ObjectMapper()
                .createObjectNode()
                .put(KinesisMetadata.STREAM, stream)
                .put(KinesisMetadata.SHARD_ID, PLACE.shardId())
                .put(KinesisMetadata.APPROXIMATE_ARRIVAL, ARRIVAL)
                .put(KinesisMetadata.PARTITION_KEY, partitionKey)
                .put(KinesisMetadata.SEQUENCE_NUMBER, PLACE.sequenceNumber())
                .put(KinesisMetadata.SUB_SEQUENCE_NUMBER, 0)
                .put(
                        KinesisMetadata.SHARDED_SEQUENCE_NUMBER,
                        KinesisMetadata.shardedSequenceNumber(new Position(PLACE.sequenceNumber(), 0)));
    }
}
