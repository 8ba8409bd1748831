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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Records that real streams have and no table takes. The orders among them have a negative id, which no other order has. */
enum BadRecord {
    EMPTY(true, "the record is empty") {
        @Override
        byte[] payload(final long number) {
            return new byte[0];
        }
    },
    NOT_JSON(true, "the record is not valid json") {
        @Override
        byte[] payload(final long number) {
            return utf8("order " + number + " has come");
        }
    },
    BROKEN_JSON(true, "the record is not valid json") {
        @Override
        byte[] payload(final long number) {
            final String order = order(number);
            return utf8(order.substring(0, order.length() / 2));
        }
    },
    ARRAY(true, "the record is not a json object") {
        @Override
        byte[] payload(final long number) {
            return utf8("[" + order(number) + "]");
        }
    },
    TWO_VALUES(true, "the record holds more than one json value") {
        @Override
        byte[] payload(final long number) {
            return utf8(order(number) + "\n" + order(number));
        }
    },
    NOT_UTF8(true, "the record is not json in utf-8") {
        @Override
        byte[] payload(final long number) {
            return "{\"id\":%d,\"note\":\"gift for Zoë\"}".formatted(-number).getBytes(StandardCharsets.ISO_8859_1);
        }
    },
    METADATA_THERE(true, "the record already has a field named as the metadata field") {
        @Override
        byte[] payload(final long number) {
            return with(
                    number, "\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"s\",\"sequenceNumber\":\"1\"}");
        }
    },
    KEY_TWICE(false, "a key occurs twice") {
        @Override
        byte[] payload(final long number) {
            return with(number, "\"note\":\"and another\"");
        }
    },
    KEYS_IN_TWO_CASES(false, "note: another field of the record goes to the same column") {
        @Override
        byte[] payload(final long number) {
            return with(number, "\"Note\":\"and another\"");
        }
    },
    TEXT_FOR_A_NUMBER(false, "total: ") {
        @Override
        byte[] payload(final long number) {
            return changed(number, "\"total\":[0-9.]+", "\"total\":\"to be agreed\"");
        }
    },
    TEXT_FOR_A_BOOLEAN(false, "express: ") {
        @Override
        byte[] payload(final long number) {
            return changed(number, "\"express\":(true|false)", "\"express\":\"perhaps\"");
        }
    },
    NUMBER_BEYOND_DOUBLE(false, "weightkg: ") {
        @Override
        byte[] payload(final long number) {
            return changed(number, "\"weightKg\":[0-9.]+", "\"weightKg\":1e400");
        }
    };

    private final boolean refusedByConsumer;
    private final String reason;

    /** @param reason what the error table says of it among other things, in small letters */
    BadRecord(final boolean refusedByConsumer, final String reason) {
        this.refusedByConsumer = refusedByConsumer;
        this.reason = reason;
    }

    /** The bytes of the record with this number, 1 or more. */
    abstract byte[] payload(long number);

    /** Whether no table gets to see it. */
    boolean isRefusedByConsumer() {
        return refusedByConsumer;
    }

    /** Whether these bytes are what the error table keeps of the payload. */
    boolean isKeptAs(final byte[] payload, final byte[] raw) {
        if (refusedByConsumer) {
            return Arrays.equals(payload, raw);
        }
        // the sink has got the record with the metadata in front
        final String kept = new String(raw, StandardCharsets.UTF_8);
        final String fields = new String(payload, 1, payload.length - 1, StandardCharsets.UTF_8);
        return kept.startsWith("{\"kinesisMetadata\":{") && kept.endsWith("}," + fields);
    }

    /** Whether this is the stream that the error table names: what a table has refused has that table's name behind it. */
    boolean isStream(final String text, final String stream) {
        return refusedByConsumer ? text.equals(stream) : text.startsWith(stream + ">");
    }

    /** Whether the text says why this is no record for the table. */
    boolean isReason(final String text) {
        return text.toLowerCase(Locale.ROOT).contains(reason);
    }

    private static String order(final long number) {
        return SampleOrders.order(number).put(SampleOrders.ID, -number).toString();
    }

    private static byte[] with(final long number, final String field) {
        return utf8(order(number).replaceFirst("}$", "," + field + "}"));
    }

    private static byte[] changed(final long number, final String field, final String other) {
        return utf8(order(number).replaceFirst(field, other));
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
