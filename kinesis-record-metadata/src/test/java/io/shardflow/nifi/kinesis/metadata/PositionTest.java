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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PositionTest {

    @Property
    void comparesAsNumbersWhateverTheLength(
            @ForAll("sequenceNumbers") final String left, @ForAll("sequenceNumbers") final String right) {
        assertEquals(
                new BigInteger(left).compareTo(new BigInteger(right)),
                Integer.signum(new Position(left, 0).compareTo(new Position(right, 0))));
    }

    @Property
    void subSequenceNumberDecidesInsideOneSequenceNumber(
            @ForAll("sequenceNumbers") final String sequenceNumber,
            @ForAll @LongRange(min = 0) final long left,
            @ForAll @LongRange(min = 0) final long right) {
        assertEquals(left > right, new Position(sequenceNumber, left).isAfter(new Position(sequenceNumber, right)));
    }

    @Test
    void refusesWhatKinesisNeverWrites() {
        for (final String text : new String[] {"", "007", "-1", "+1", "1e3", "TRIM_HORIZON", "١", "1".repeat(130)}) {
            assertFalse(Position.isSequenceNumber(text), text);
            assertThrows(IllegalArgumentException.class, () -> new Position(text, 0), text);
        }
        assertThrows(IllegalArgumentException.class, () -> new Position("1", -1));
        assertTrue(Position.isSequenceNumber("0"));
        assertTrue(Position.isSequenceNumber("1".repeat(129)));
    }

    @Property
    void shardedSequenceNumberPadsTheSubSequenceNumberToTwentyDigits(
            @ForAll("sequenceNumbers") final String sequenceNumber, @ForAll @LongRange(min = 0) final long sub) {
        assertEquals(
                "%s%020d".formatted(sequenceNumber, sub),
                KinesisMetadata.shardedSequenceNumber(new Position(sequenceNumber, sub)));
    }

    @Provide
    Arbitrary<String> sequenceNumbers() {
        return Arbitraries.bigIntegers()
                .between(BigInteger.ZERO, BigInteger.TEN.pow(129).subtract(BigInteger.ONE))
                .map(BigInteger::toString);
    }
}
