#include "../support/one_of.hpp"

#include <ganger/core/secrets.hpp>

#include <gtest/gtest.h>

#include <string>

using namespace ganger::core;

namespace {

std::string shown(const std::string& value) {
    return without_secrets("ANYTHING", value);
}

} // namespace

TEST(Secrets, AreKnownByTheWordsOfAName) {
    for (const char* const name :
         {"SECRET_KEY_BASE", "DB_PASSWORD", "PGPASSWORD", "MYSQL_PWD", "AWS_ACCESS_KEY_ID", "github_token",
          "SENTRY_DSN", "STRIPE_API_KEYS", "CREDENTIALS", "SSH_PRIVATE", "apiKey", "dbPassword2",
          "spring.datasource.password", "X-API-KEY", "REDIS_AUTH", "TOKEN", "PASS", "GITHUB_APIKEY"})
        EXPECT_TRUE(names_a_secret(name)) << name;
    for (const char* const name : {"PWD", "OLDPWD", "KEYBOARD", "TOKENIZERS_PARALLELISM", "MONKEY", "COMPASS",
                                   "SSH_AUTH_SOCK", "XAUTHORITY", "AUTHOR", "HOME", "PATH", "", "_", "BYPASS",
                                   "DATABASE_URL", "SECRETARY", "DNS", "PRIVATELY", "PASSENGER_ENV"})
        EXPECT_FALSE(names_a_secret(name)) << name;
}

TEST(Secrets, HideTheWholeValueOfSuchAName) {
    EXPECT_EQ(without_secrets("DB_PASSWORD", "hunter2"), "***");
    EXPECT_EQ(without_secrets("DB_PASSWORD", ""), "") << "nothing is no secret";
    EXPECT_EQ(without_secrets("CERT", "-----BEGIN RSA PRIVATE KEY-----\nMII\n"), "***");
}

TEST(Secrets, HideThePasswordOfAUrl) {
    EXPECT_EQ(shown("postgres://app:hunter2@db:5432/shop"), "postgres://app:***@db:5432/shop");
    EXPECT_EQ(shown("redis://:hunter2@cache"), "redis://:***@cache");
    EXPECT_EQ(shown("amqp://a:x@h1:5672//,amqp://b:y@h2"), "amqp://a:***@h1:5672//,amqp://b:***@h2");
    EXPECT_EQ(shown("mongodb+srv://a:p%40q@h1,h2/db"), "mongodb+srv://a:***@h1,h2/db");
    EXPECT_EQ(shown("see \"ftp://u:p@h\" and 'ftp://v:q@i'"), "see \"ftp://u:***@h\" and 'ftp://v:***@i'");
    EXPECT_EQ(shown("https://ghp_abc@github.com/x"), "https://***@github.com/x") << "a user alone is a token";
}

TEST(Secrets, HideAPasswordThatIsNotEncodedAsItShould) {
    EXPECT_EQ(shown("postgres://app:hun@ter2@db/shop"), "postgres://app:***@db/shop");
    EXPECT_EQ(shown("postgres://app:hun/ter2@db/shop"), "postgres://app:***@db/shop");
    EXPECT_EQ(shown("postgres://app:hun#ter2@db/shop"), "postgres://app:***@db/shop");
}

TEST(Secrets, LeaveUrlsWithoutOneAsTheyAre) {
    for (const char* const url : {"postgres://app@db/shop", "http://localhost:5000/@vite/client",
                                  "https://h/a:b@c", "ssh://git@github.com", "redis://cache:6379/0", "://",
                                  "http://", "a://@", "http://:@h", "mailto:a@b.c", "git@github.com:a/b"})
        EXPECT_EQ(shown(url), url);
}

TEST(Secrets, HideWhatANameInsideTheValueTells) {
    EXPECT_EQ(shown("https://h/x?token=abc&page=2"), "https://h/x?token=***&page=2");
    EXPECT_EQ(shown("host=db user=app password=hunter2 port=1"), "host=db user=app password=*** port=1");
    EXPECT_EQ(shown("Server=db;Password=hunter2;Timeout=3"), "Server=db;Password=***;Timeout=3");
    EXPECT_EQ(shown("password='two words' a=b"), "password=***' a=b");
    EXPECT_EQ(shown("-Xmx1g -Djavax.net.ssl.keyStorePassword=x"),
              "-Xmx1g -Djavax.net.ssl.keyStorePassword=***");
    EXPECT_EQ(shown("jdbc:postgresql://u:p@h/db?password=x"), "jdbc:postgresql://u:***@h/db?password=***");
    for (const char* const value : {"a=b", "=", "password=", "rs=0:di=01;34", "token", "a==b=c"})
        EXPECT_EQ(shown(value), value);
}

TEST(Secrets, AreFoundInTimeThatGrowsWithTheLength) {
    std::string value;
    for (const char* const part : {"://", "=", "a=", "://a:b", "key=", "'", "http://a@", "a:b@"}) {
        value.clear();
        while (value.size() < (1U << 20) / ganger::test::one_of) value += part;
        EXPECT_LE(shown(value).size(), 4 * value.size()); // minutes, if it took quadratic time
    }
}
