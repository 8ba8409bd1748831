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
package io.shardflow.nifi.kinesis.metadata;

import java.util.Objects;

/**
 * A place in one shard. Sequence numbers are decimal integers of up to 129 digits (the pattern in the Kinesis API
 * reference, {@code 0|([1-9]\d{0,128})}); they compare as numbers, only inside one shard, and are not contiguous.
 *
 * @param sequenceNumber decimal digits without leading zeros
 * @param subSequenceNumber 0 or more; above 0 only for records that the Kinesis Producer Library aggregated
 */
public record Position(String sequenceNumber, long subSequenceNumber) implements Comparable<Position> {

    private static final int MAX_DIGITS = 129;

    /** @throws IllegalArgumentException if the numbers are not of the form above */
    public Position {
        Objects.requireNonNull(sequenceNumber, "sequenceNumber");
        if (!isSequenceNumber(sequenceNumber)) {
            throw new IllegalArgumentException("not a Kinesis sequence number");
        }
        if (subSequenceNumber < 0) {
            throw new IllegalArgumentException("a sub-sequence number is 0 or more");
        }
    }

    /** Whether the text is a sequence number as Kinesis writes it. */
    public static boolean isSequenceNumber(final String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS || text.charAt(0) == '0' && text.length() > 1) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    /** Numeric order. Without leading zeros a longer number is the larger one, and equal lengths compare as text. */
    @Override
    public int compareTo(final Position other) {
        final int byLength = Integer.compare(sequenceNumber.length(), other.sequenceNumber.length());
        if (byLength != 0) {
            return byLength;
        }
        final int byDigits = sequenceNumber.compareTo(other.sequenceNumber);
        return byDigits != 0 ? byDigits : Long.compare(subSequenceNumber, other.subSequenceNumber);
    }

    /** Whether this position comes after the other one in the shard. */
    public boolean isAfter(final Position other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return sequenceNumber + "/" + subSequenceNumber;
    }
}
