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

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Orders of a web shop, the same for the same id in every run: nested objects, arrays, nulls, text of many scripts,
 * integers beyond 2^53, decimals and timestamps. As in real streams, some orders lack a key, later ones have keys that no earlier
 * one had, and a value inside an object is a text here and a number there. Thread-safe: holds no state.
 */
public final class SampleOrders {

    /** Top-level field that holds the id, 0 or more. */
    public static final String ID = "id";

    /** Top-level fields that only some orders have. */
    static final Set<String> SOMETIMES = Set.of("giftMessage", "channel", "points", "delivery");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Instant FIRST_ORDER = Instant.parse("2026-01-01T00:00:00Z");
    private static final BigInteger BEYOND_DOUBLE = BigInteger.TWO.pow(53);
    private static final List<String> CITIES =
            List.of("Zürich", "São Paulo", "東京", "Αθήνα", "Reykjavík", "Кострома", "القاهرة", "New York");

    /** Texts of which every order has one, and which nothing but an order has. */
    public static final List<String> MARKERS = CITIES;

    private static final List<String> NOTES = List.of(
            "leave at the door",
            "\"quoted\" and back\\slash",
            "two\nlines\tand a tab",
            "gift 🎁 for Zoë",
            "line separator \u2028 inside",
            "");
    private static final List<String> PRODUCTS = List.of("lamp", "chaise longue", "čaj", "手帳", "tyre", "crème brûlée");

    /** From this order on the shop writes keys that it did not know before. */
    private static final long NEW_KEYS = 1_500;

    /** From this order on the references of {@link #changing} are numbers. */
    private static final long NEW_TYPE = 3_000;

    /** Bytes of a large order: with its partition key nearly what Kinesis takes at most, 1 MiB. */
    private static final int LARGE = 1_048_000;

    private SampleOrders() {}

    /** The order with this id. */
    public static ObjectNode order(final long id) {
        final SplittableRandom random = new SplittableRandom(id * 0x9E3779B97F4A7C15L + 1);
        final ObjectNode order = JSON.objectNode();
        order.put(ID, id);
        order.put(
                "account",
                BEYOND_DOUBLE
                        .multiply(BigInteger.valueOf(random.nextLong(2, 1_000_000_000)))
                        .add(BigInteger.valueOf(id)));
        order.put(
                "placedAt",
                FIRST_ORDER.plusMillis(random.nextLong(30_000_000_000L)).toString());
        order.put("total", BigDecimal.valueOf(random.nextLong(10_000_000), 2));
        order.put("express", random.nextBoolean());
        order.set("customer", customer(random));
        order.set("lines", lines(random));
        if (random.nextInt(4) == 0) {
            order.putNull("coupon");
        } else {
            order.put("coupon", "C-" + random.nextInt(1000));
        }
        order.put("note", NOTES.get(random.nextInt(NOTES.size())));
        order.put("weightKg", random.nextInt(1_000_000) / 1000.0);
        if (random.nextInt(5) == 0) {
            order.put("giftMessage", NOTES.get(random.nextInt(NOTES.size())));
        }
        if (id >= NEW_KEYS) {
            order.put("channel", random.nextBoolean() ? "web" : "shop");
            order.put("points", random.nextInt(1_000));
            order.putObject("delivery").put("days", random.nextInt(1, 9)).put("carrier", "bike");
        }
        return order;
    }

    /**
     * The order with this id and a reference, which is a text in earlier orders and a number in later ones. A table takes both if it
     * is made from the beginning of each shard.
     */
    public static ObjectNode changing(final long id) {
        final ObjectNode order = order(id);
        return id < NEW_TYPE ? order.put("reference", "R-" + id) : order.put("reference", id);
    }

    /** The same as {@link #changing} with a note that makes it nearly as large as Kinesis takes it. */
    public static ObjectNode large(final long id) {
        final ObjectNode order = changing(id);
        order.put("note", "");
        final int rest = LARGE - order.toString().getBytes(StandardCharsets.UTF_8).length;
        order.put("note", "all of it, ".repeat(rest / 11));
        return order;
    }

    /** Partition key of the order with this id; spreads orders evenly over shards. */
    public static String partitionKey(final long id) {
        return "customer-" + new SplittableRandom(id).nextInt(100_000);
    }

    private static ObjectNode customer(final SplittableRandom random) {
        final ObjectNode customer = JSON.objectNode();
        customer.put("name", "customer " + random.nextInt(100_000));
        final ObjectNode address = customer.putObject("address");
        address.put("city", CITIES.get(random.nextInt(CITIES.size())));
        if (random.nextBoolean()) {
            address.putNull("floor");
        } else {
            address.put("floor", random.nextInt(-2, 40));
        }
        if (random.nextInt(3) == 0) {
            customer.putObject("preferences");
        }
        if (random.nextBoolean()) {
            customer.put("phone", "+41 44 " + random.nextInt(1_000_000));
        } else {
            customer.put("phone", random.nextInt(1_000_000));
        }
        return customer;
    }

    private static ArrayNode lines(final SplittableRandom random) {
        final ArrayNode lines = JSON.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            final ObjectNode line = lines.addObject();
            line.put("product", PRODUCTS.get(random.nextInt(PRODUCTS.size())));
            line.put("quantity", random.nextInt(1, 100));
            line.put("price", BigDecimal.valueOf(random.nextLong(1_000_000), 2));
        }
        return lines;
    }
}
