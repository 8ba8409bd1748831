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
package io.shardflow.benchmarks.stream;

import java.nio.charset.StandardCharsets;

/** Sequence numbers of 56 digits, as those of Kinesis have, that say which record of its shard has them. */
public final class SequenceNumbers {

    public static final int DIGITS = 56;

    /** The last digits, which differ between the records of a shard. */
    public static final int VARYING = 12;

    private static final String FIXED = "4967" + "0".repeat(DIGITS - 4 - VARYING);
    private static final long END = 1_000_000_000_000L;

    private SequenceNumbers() {}

    /** @param ordinal counts the records of a shard from 0; below 10^12 */
    public static String of(final long ordinal) {
        if (ordinal < 0 || ordinal >= END) {
            throw new IllegalArgumentException("no sequence number for record " + ordinal);
        }
        final byte[] digits = new byte[VARYING];
        write(ordinal, digits);
        return FIXED + new String(digits, StandardCharsets.US_ASCII);
    }

    /** Writes the varying digits. @param digits of length {@link #VARYING} */
    public static void write(final long ordinal, final byte[] digits) {
        long rest = ordinal;
        for (int i = VARYING - 1; i >= 0; i--) {
            digits[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** @throws IllegalArgumentException when no record of a replayed stream has this number */
    public static long ordinal(final String sequenceNumber) {
        if (sequenceNumber.length() != DIGITS || !sequenceNumber.startsWith(FIXED)) {
            throw new IllegalArgumentException("not a sequence number of a replayed stream: " + sequenceNumber);
        }
        return Long.parseLong(sequenceNumber.substring(DIGITS - VARYING));
    }
}
