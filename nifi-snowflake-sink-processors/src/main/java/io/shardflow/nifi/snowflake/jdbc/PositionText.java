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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells positions from whatever else may stand in their place. A record of ours has its numbers as Kinesis writes them, and
 * rows are compared by text: a row with any other text is no record of ours, and can be left out without hiding one.
 */
final class PositionText {

    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final int MOST_SEQUENCE_DIGITS = 129;
    private static final String HIGHEST_SUB_SEQUENCE = Long.toString(Long.MAX_VALUE);

    private PositionText() {}

    /** @return empty unless both are there and a position */
    static Optional<Position> read(final String sequenceNumber, final String subSequenceNumber) {
        return sequenceNumber != null
                        && subSequenceNumber != null
                        && Position.isSequenceNumber(sequenceNumber)
                        && isSubSequenceNumber(subSequenceNumber)
                ? Optional.of(new Position(sequenceNumber, Long.parseLong(subSequenceNumber)))
                : Optional.empty();
    }

    private static boolean isSubSequenceNumber(final String text) {
        return WHOLE.matcher(text).matches()
                && (text.length() < HIGHEST_SUB_SEQUENCE.length() || text.compareTo(HIGHEST_SUB_SEQUENCE) <= 0);
    }

    /**
     * The same in SQL, a condition.
     *
     * @param sequence expression of type VARCHAR
     * @param subSequence expression of type VARCHAR
     */
    static String isPosition(final String sequence, final String subSequence) {
        return "(" + isNumber(sequence, MOST_SEQUENCE_DIGITS) + " AND "
                + isNumber(subSequence, HIGHEST_SUB_SEQUENCE.length()) + " AND (LENGTH(" + subSequence + ") < "
                + HIGHEST_SUB_SEQUENCE.length() + " OR " + subSequence + " <= '" + HIGHEST_SUB_SEQUENCE + "'))";
    }

    /** Nothing but digits is left of it when digits are taken from its beginning: no dialect of patterns is needed. */
    private static String isNumber(final String text, final int mostDigits) {
        return "LTRIM(" + text + ", '0123456789') = '' AND LENGTH(" + text + ") BETWEEN 1 AND " + mostDigits + " AND ("
                + text + " = '0' OR LEFT(" + text + ", 1) <> '0')";
    }
}
