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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The check that the demo's last line and the system tests rest on must see every kind of damage. */
class ComparisonTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ORDERS = 5;
    private static final long ARRIVAL = 1_770_000_000_000L;

    private final ProducedOrders produced = new ProducedOrders();
    private Comparison comparison;

    @BeforeEach
    void produce() {
        for (int id = 0; id < ORDERS; id++) {
            produced.accepted(id, "shardId-000000000000", "100" + id);
        }
        comparison = new Comparison("orders", produced);
    }

    @Test
    void acceptsATableWithEveryOrderOnce() throws IOException {
        addAll();
        assertEquals(new LandedOrders(ORDERS, 0, 0, 0), comparison.result());
    }

    @Test
    void countsAnOrderWithoutARowAsLost() throws IOException {
        add(row(0));
        assertEquals(new LandedOrders(1, ORDERS - 1, 0, 0), comparison.result());
    }

    @Test
    void countsASecondRowAsDuplicated() throws IOException {
        addAll();
        add(row(3));
        assertEquals(new LandedOrders(ORDERS + 1, 0, 1, 0), comparison.result());
    }

    @Test
    void saysWhichOrdersAreLostDoubledAndAltered() throws IOException {
        add(row(0));
        add(row(0));
        add(row(1));
        final Map<String, JsonNode> altered = row(2);
        altered.put("NOTE", JSON.readTree("\"something else\""));
        add(altered);
        final WrongOrders wrong = comparison.wrong();
        assertEquals("{3, 4}", wrong.lost().toString());
        assertEquals("{0}", wrong.duplicated().toString());
        assertEquals("{2}", wrong.altered().toString());
    }

    @Test
    void leavesColumnsThatAreNoOrdersAlone() throws IOException {
        comparison = new Comparison(
                "orders", produced, new Arrivals(), new OtherColumns(Set.of("LANDING"), Set.of("ADDED")));
        final Map<String, JsonNode> row = row(0);
        row.put("LANDING", JSON.readTree("17"));
        add(row);
        assertEquals(0, comparison.result().altered());
        row.put("OTHER", JSON.readTree("17"));
        add(row);
        assertEquals(1, comparison.result().altered());
    }

    @Test
    void seesAValueInAColumnThatIsToBeEmpty() throws IOException {
        comparison = new Comparison("orders", produced, new Arrivals(), new OtherColumns(Set.of(), Set.of("ADDED")));
        final Map<String, JsonNode> row = row(0);
        row.put("ADDED", MissingNode.getInstance());
        add(row);
        assertEquals(0, comparison.result().altered());
        final Map<String, JsonNode> filled = row(1);
        filled.put("ADDED", JSON.readTree("17"));
        add(filled);
        assertEquals(1, comparison.result().altered());
    }

    @Test
    void countsARowOfNoOrderAsAltered() throws IOException {
        addAll();
        comparison.addStrangers(1);
        assertEquals(new LandedOrders(ORDERS + 1, 0, 0, 1), comparison.result());
    }

    @Test
    void seesEveryAlteredField() throws IOException {
        for (final String column : row(0).keySet()) {
            if (!column.equals("ID")) {
                startAgain();
                final Map<String, JsonNode> row = row(0);
                row.put(column, JSON.readTree("\"something else\""));
                add(row);
                assertEquals(1, comparison.result().altered(), column);
            }
        }
    }

    @Test
    void onlyAFieldThatIsNullNeedsNoColumn() throws IOException {
        for (int id = 0; id < ORDERS; id++) {
            final boolean isNull = SampleOrders.order(id).get("coupon").isNull();
            startAgain();
            final Map<String, JsonNode> row = row(id);
            row.remove("COUPON");
            add(row);
            assertEquals(isNull ? 0 : 1, comparison.result().altered());
            startAgain();
            final Map<String, JsonNode> wider = row(id);
            wider.put("OTHER", JSON.getNodeFactory().nullNode());
            add(wider);
            assertEquals(1, comparison.result().altered());
        }
    }

    @Test
    void seesAnIntegerThatLostItsLastDigitsInADouble() throws IOException {
        final Map<String, JsonNode> row = row(0);
        row.put("ACCOUNT", JSON.getNodeFactory().numberNode(row.get("ACCOUNT").doubleValue() + 2048));
        add(row);
        assertEquals(1, comparison.result().altered());
    }

    @Test
    void takesANumberThatAVarcharHoldsAsText() throws IOException {
        final ProducedOrders numbered =
                new ProducedOrders(id -> SampleOrders.order(id).put("reference", 17));
        numbered.accepted(0, "shardId-000000000000", "1000");
        final Map<String, JsonNode> row = row(0);
        row.put("REFERENCE", JSON.getNodeFactory().textNode("17"));
        comparison = new Comparison("orders", numbered);
        comparison.add(row, Set.of("REFERENCE"));
        assertEquals(0, comparison.result().altered());
        comparison = new Comparison("orders", numbered);
        comparison.add(row, Set.of());
        assertEquals(1, comparison.result().altered(), "a text in a VARIANT");
        row.put("REFERENCE", JSON.getNodeFactory().textNode("7"));
        comparison = new Comparison("orders", numbered);
        comparison.add(row, Set.of("REFERENCE"));
        assertEquals(1, comparison.result().altered());
    }

    @Test
    void seesANumberInsideAnObjectThatBecameText() throws IOException {
        int numbers = 0;
        for (int id = 0; id < ORDERS; id++) {
            startAgain();
            final Map<String, JsonNode> row = row(id);
            final ObjectNode customer = (ObjectNode) row.get("CUSTOMER");
            final JsonNode phone = customer.get("phone");
            if (phone.isNumber()) {
                numbers++;
                customer.put("phone", phone.asText());
                add(row);
                assertEquals(1, comparison.result().altered());
            }
        }
        assertTrue(numbers > 0);
    }

    @Test
    void aColumnOfLaterOrdersIsNullAndNotJsonNullInAnEarlierOne() throws IOException {
        assertEquals(0, alteredWith("DELIVERY", null), "NULL of a VARIANT");
        assertEquals(0, alteredWith("CHANNEL", JSON.missingNode()), "NULL of a VARCHAR");
        assertEquals(1, alteredWith("DELIVERY", JSON.nullNode()));
        assertEquals(1, alteredWith("CHANNEL", JSON.getNodeFactory().textNode("web")));
    }

    @Test
    void aFieldThatIsNullIsJsonNullInAVariantAndNullElsewhere() throws IOException {
        final ProducedOrders uncouponed =
                new ProducedOrders(id -> SampleOrders.order(id).putNull("coupon"));
        uncouponed.accepted(0, "shardId-000000000000", "1000");
        for (final JsonNode value : new JsonNode[] {null, JSON.nullNode(), JSON.missingNode()}) {
            comparison = new Comparison("orders", uncouponed);
            final Map<String, JsonNode> row = row(0);
            row.put("COUPON", value);
            add(row);
            assertEquals(value == null ? 1 : 0, comparison.result().altered(), String.valueOf(value));
        }
    }

    private int alteredWith(final String column, final JsonNode value) throws IOException {
        startAgain();
        final Map<String, JsonNode> row = row(0);
        row.put(column, value);
        add(row);
        return (int) comparison.result().altered();
    }

    @Test
    void seesAnArrivalThatIsNotTheOneOfTheStream() throws IOException {
        final Arrivals arrivals = new Arrivals();
        arrivals.add(3, ARRIVAL + 1);
        arrivals.add(2, ARRIVAL);
        for (int id = 0; id < ORDERS; id++) {
            comparison = new Comparison("orders", produced, arrivals, OtherColumns.NONE);
            add(row(id));
            assertEquals(id == 3 ? 1 : 0, comparison.result().altered(), "the others are right or not known: " + id);
        }
    }

    @Test
    void seesEveryAlteredPartOfTheIdentity() throws IOException {
        for (final String part : KinesisMetadata.SUB_FIELDS) {
            startAgain();
            final Map<String, JsonNode> row = row(0);
            ((ObjectNode) row.get("KINESISMETADATA")).put(part, "7");
            add(row);
            assertEquals(1, comparison.result().altered(), part);
        }
    }

    @Test
    void seesANumberOfTheIdentityThatBecameTextAndTheReverse() throws IOException {
        for (final String part : KinesisMetadata.SUB_FIELDS) {
            startAgain();
            final Map<String, JsonNode> row = row(0);
            final ObjectNode metadata = (ObjectNode) row.get("KINESISMETADATA");
            final JsonNode value = metadata.get(part);
            if (value.isNumber()) {
                metadata.put(part, value.asText());
            } else if (value.textValue().matches("[0-9]+")) {
                metadata.put(part, new BigInteger(value.textValue()));
            } else {
                continue;
            }
            add(row);
            assertEquals(1, comparison.result().altered(), part);
        }
    }

    /** Of a table with no column of type VARCHAR that a number went into. */
    private void add(final Map<String, JsonNode> row) {
        comparison.add(row, Set.of());
    }

    private void startAgain() {
        comparison = new Comparison("orders", produced);
    }

    private void addAll() throws IOException {
        for (int id = 0; id < ORDERS; id++) {
            add(row(id));
        }
    }

    /** The row as a faithful table gives it back: columns in upper case, every value through JSON text. */
    private static Map<String, JsonNode> row(final int id) throws IOException {
        final Map<String, JsonNode> row = new HashMap<>();
        for (final Map.Entry<String, JsonNode> field : SampleOrders.order(id).properties()) {
            row.put(
                    field.getKey().toUpperCase(Locale.ROOT),
                    JSON.readTree(field.getValue().toString()));
        }
        row.put("KINESISMETADATA", metadata(id));
        return row;
    }

    /** Where the order with this id lies. */
    static ObjectNode metadata(final int id) {
        final ObjectNode metadata = JSON.createObjectNode();
        metadata.put(KinesisMetadata.STREAM, "orders");
        metadata.put(KinesisMetadata.SHARD_ID, "shardId-000000000000");
        metadata.put(KinesisMetadata.APPROXIMATE_ARRIVAL, ARRIVAL);
        metadata.put(KinesisMetadata.PARTITION_KEY, SampleOrders.partitionKey(id));
        metadata.put(KinesisMetadata.SEQUENCE_NUMBER, "100" + id);
        metadata.put(KinesisMetadata.SUB_SEQUENCE_NUMBER, 0);
        metadata.put(
                KinesisMetadata.SHARDED_SEQUENCE_NUMBER,
                KinesisMetadata.shardedSequenceNumber(new Position("100" + id, 0)));
        return metadata;
    }
}
