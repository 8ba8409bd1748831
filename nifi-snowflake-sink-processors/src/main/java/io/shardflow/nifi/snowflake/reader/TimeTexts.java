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
package io.shardflow.nifi.snowflake.reader;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;

/**
 * Dates and times of records as ISO 8601, which Snowflake reads whatever its settings. An instant has its offset, so that no
 * time zone is added later; a date or a time of day is what NiFi means by it, which is in the time zone of its JVM.
 */
final class TimeTexts {

    private TimeTexts() {}

    /** Empty if the value is neither date nor time. */
    static Optional<String> of(final Object value, final DataType type) {
        return Optional.ofNullable(
                switch (value) {
                    case java.sql.Date date -> date.toLocalDate().toString();
                    case java.sql.Time time -> timeOfDay(time.getTime());
                    // A timestamp too, which has nanoseconds.
                    case java.util.Date instant -> instant.toInstant().toString();
                    case Instant instant -> instant.toString();
                    case OffsetDateTime instant -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant);
                    case ZonedDateTime instant -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant);
                    case LocalDateTime dateTime -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(dateTime);
                    case LocalDate date -> date.toString();
                    case LocalTime time -> DateTimeFormatter.ISO_LOCAL_TIME.format(time);
                    case Long milliseconds -> ofNumber(milliseconds, type);
                    default -> null;
                });
    }

    /** Some readers leave milliseconds where the schema has a date or a time. */
    private static String ofNumber(final long milliseconds, final DataType type) {
        final RecordFieldType declared = type == null ? null : type.getFieldType();
        if (declared == RecordFieldType.TIMESTAMP) {
            return Instant.ofEpochMilli(milliseconds).toString();
        }
        if (declared == RecordFieldType.DATE) {
            return LocalDate.ofInstant(Instant.ofEpochMilli(milliseconds), ZoneId.systemDefault())
                    .toString();
        }
        return declared == RecordFieldType.TIME ? timeOfDay(milliseconds) : null;
    }

    private static String timeOfDay(final long milliseconds) {
        return DateTimeFormatter.ISO_LOCAL_TIME.format(
                LocalTime.ofInstant(Instant.ofEpochMilli(milliseconds), ZoneId.systemDefault()));
    }
}
