use super::*;

/// hyper would go on for ever: it does not close a connection before it has written all of a request.
#[tokio::test(start_paused = true)]
async fn a_send_that_is_cancelled_before_it_is_written_ends_its_connection() {
    for (length, is_whole) in [(0, true), (ROOM / 2, true), (2 * ROOM, false), (64 * ROOM, false)] {
        let (mut connection, mut far) = connection(&pool()).await;
        assert!(
            timeout(MAX_IDLE, connection.send(&request(length), late())).await.is_err(),
            "{length}"
        );
        assert_eq!(connection.is_flushed(), is_whole, "{length}");
        drop(connection);
        settle().await;
        let mut received = Vec::new();
        timeout(MAX_IDLE, far.read_to_end(&mut received)).await.unwrap().unwrap();
        // What was in the pipe already, and nothing that was written later.
        assert!(received.len() <= ROOM, "{length}: {} bytes", received.len());
        assert_eq!(received.ends_with(b"x") && received.len() < ROOM, is_whole && length > 0);
    }
}
